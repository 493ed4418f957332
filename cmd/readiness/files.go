package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"readiness/assessment"
	"readiness/reports"
	"readiness/reports/workbook"
	"readiness/static/i18n"
)

// fileWriter writes what organisers take away beside the report, as csv or xlsx;
// pages and commands share it. lang is the language of a workbook's titles, ""
// the assessment's first.
type fileWriter struct {
	service  *assessment.Service
	reporter *reports.Reporter
	catalog  *i18n.Catalog
}

func (a *App) files() fileWriter { return fileWriter{a.Service, a.Reporter, a.catalog} }

// Rows writes the answers of a closed assessment, as far as anonymity allows.
func (f fileWriter) Rows(ctx context.Context, w io.Writer, id assessment.ID, format, lang string) error {
	in, err := f.service.ReportInput(ctx, id)
	if err != nil {
		return err
	}
	snapshot, err := f.service.Report(ctx, id)
	if err != nil {
		return err
	}
	rows := func(w io.Writer) error { return f.reporter.ExportRows(ctx, w, snapshot, in) }
	switch format {
	case "csv":
		return rows(w)
	case "xlsx":
		report, err := reports.ParseSnapshot(snapshot.Body)
		if err != nil {
			return err
		}
		// The rest of the report, its comments above all, need not stay in memory.
		about := &reports.Report{Assessment: report.Assessment, Snapshot: report.Snapshot}
		return workbook.Rows(w, about, f.catalog, f.language(in.Assessment, lang), rows)
	default:
		return unknownFormat(format)
	}
}

// Links writes the links that work. In a workbook groups have their names; in
// CSV they have their keys, as in a contacts file.
func (f fileWriter) Links(ctx context.Context, w io.Writer, id assessment.ID, baseURL, format, lang string) error {
	a, err := f.service.Assessment(ctx, id)
	if err != nil {
		return err
	}
	lang = f.language(a, lang)
	each := func(yield func(*workbook.Link) error) error {
		return f.service.EachAddress(ctx, id, func(l *assessment.LinkAddress) error {
			if l.Revoked {
				return nil
			}
			row := workbook.Link{Group: l.Group, Email: l.Email, Name: l.Name, Language: l.Language, URL: linkURL(baseURL, l.Token)}
			if format == "xlsx" {
				row.Group = f.groupName(a.Group(l.Group), lang, a.Languages)
			}
			return yield(&row)
		})
	}
	switch format {
	case "text":
		return each(func(l *workbook.Link) error {
			_, err := fmt.Fprintln(w, strings.TrimRight(l.Group+"\t"+l.URL+"\t"+l.Email, "\t"))
			return err
		})
	case "csv":
		return workbook.LinksCSV(w, each)
	case "xlsx":
		return workbook.Links(w, f.catalog, lang, each)
	default:
		return unknownFormat(format)
	}
}

// Contacts writes who has a personal link, as a contacts file.
func (f fileWriter) Contacts(ctx context.Context, w io.Writer, id assessment.ID, format, lang string) error {
	a, err := f.service.Assessment(ctx, id)
	if err != nil {
		return err
	}
	each := func(yield func(*assessment.Contact) error) error { return f.service.EachContact(ctx, id, yield) }
	switch format {
	case "csv":
		return workbook.ContactsCSV(w, each)
	case "xlsx":
		return workbook.Contacts(w, f.catalog, f.language(a, lang), each)
	default:
		return unknownFormat(format)
	}
}

// groupName is a group's own name, else that of the preset group, else its key.
func (f fileWriter) groupName(g *assessment.Group, lang string, languages []string) string {
	if len(g.Name) > 0 {
		return g.Name.In(lang, languages...)
	}
	if key := "group_" + g.Key; f.catalog.Has(lang, key) {
		return f.catalog.T(lang, key)
	}
	return g.Key
}

func (f fileWriter) language(a *assessment.Assessment, lang string) string {
	if lang == "" {
		return a.DefaultLanguage()
	}
	return lang
}

func unknownFormat(format string) error { return fmt.Errorf("there is no format %q", format) }

func linkURL(baseURL, token string) string { return strings.TrimSuffix(baseURL, "/") + "/s/" + token }

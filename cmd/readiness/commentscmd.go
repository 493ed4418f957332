package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"readiness/assessment"
	"readiness/reports"
)

type commentsCmd struct {
	List    commentsList    `cmd:"" help:"Write the comments that readers may see, as they were written (CSV)."`
	Hide    commentsHide    `cmd:"" help:"Hide comments, or words of them, in every page and file."`
	Show    commentsShow    `cmd:"" help:"Show comments again as they were written."`
	Release commentsRelease `cmd:"" help:"Release comments that were held back at closing."`
}

type commentsList struct {
	ID  string `arg:"" help:"Assessment ID."`
	Out string `help:"File to write; default standard output." placeholder:"FILE" type:"path"`
}

// Help is printed by --help.
func (*commentsList) Help() string {
	return `Columns: comment (the key that hide and show take), state (shown, words, hidden), item,
group, language, text. Comments are in the order of the report, which is random.

Example:
  readiness comments list "$id" --out comments.csv`
}

// Run writes the comments.
func (c *commentsList) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error {
		r, err := app.review(ctx, assessment.ID(c.ID))
		if err != nil {
			return err
		}
		return env.output(c.Out, func(w io.Writer) error {
			if err := writeComments(w, r); err != nil {
				return err
			}
			return app.Service.Exported(ctx, assessment.ID(c.ID), "comments csv")
		})
	})
}

type commentsHide struct {
	ID       string   `arg:"" help:"Assessment ID."`
	Comments []string `arg:"" optional:"" name:"comment" help:"Keys of comments, from list; default all, with --words."`
	Words    []string `help:"Words to hide; may be given more than once. Without it the whole comment is hidden." placeholder:"TEXT" sep:"none"`
}

// Help is printed by --help.
func (*commentsHide) Help() string {
	return `Words are hidden wherever they stand in the comments, whatever the case; "[…]" is shown in
their place. What was written is kept unchanged, and every decision stands in the audit log.

Example:
  readiness comments hide "$id" 4f0c2a9be1d37786
  readiness comments hide "$id" --words "Maria Keller"`
}

// Run hides comments or words.
func (c *commentsHide) Run(ctx context.Context, env *environ) error {
	if len(c.Comments) == 0 && len(c.Words) == 0 {
		return usageError{"comments hide: name comments, or words with --words"}
	}
	return env.withApp(ctx, func(app *App) error {
		r, err := app.review(ctx, assessment.ID(c.ID))
		if err != nil {
			return err
		}
		chosen := r.Comments
		if len(c.Comments) > 0 {
			if chosen, err = commentsOf(r, c.Comments); err != nil {
				return err
			}
		}
		redactions := r.HideWords(chosen, c.Words)
		if len(c.Words) == 0 {
			for i := range chosen {
				redactions = append(redactions, assessment.Redaction{Comment: chosen[i].Key()})
			}
		}
		if len(redactions) == 0 {
			return fmt.Errorf("no comment says %s", strings.Join(c.Words, ", "))
		}
		if err := app.Service.HideComments(ctx, assessment.ID(c.ID), redactions); err != nil {
			return err
		}
		return env.printf("%d\n", len(redactions))
	})
}

type commentsShow struct {
	ID       string   `arg:"" help:"Assessment ID."`
	Comments []string `arg:"" name:"comment" help:"Keys of comments, from list."`
}

// Help is printed by --help.
func (*commentsShow) Help() string {
	return "Example:\n  readiness comments show \"$id\" 4f0c2a9be1d37786"
}

// Run shows comments again.
func (c *commentsShow) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error {
		r, err := app.review(ctx, assessment.ID(c.ID))
		if err != nil {
			return err
		}
		chosen, err := commentsOf(r, c.Comments)
		if err != nil {
			return err
		}
		for i := range chosen {
			if err := app.Service.ShowComment(ctx, assessment.ID(c.ID), chosen[i].Key()); err != nil {
				return err
			}
		}
		return nil
	})
}

type commentsRelease struct {
	ID string `arg:"" help:"Assessment ID."`
}

// Help is printed by --help.
func (*commentsRelease) Help() string { return "Example:\n  readiness comments release \"$id\"" }

// Run releases the comments.
func (c *commentsRelease) Run(ctx context.Context, env *environ) error {
	return env.withApp(ctx, func(app *App) error { return app.Service.ReleaseComments(ctx, assessment.ID(c.ID)) })
}

func (a *App) review(ctx context.Context, id assessment.ID) (*reports.ReviewedComments, error) {
	snapshot, err := a.Service.Report(ctx, id)
	if err != nil {
		return nil, err
	}
	in, err := a.Service.ReportInput(ctx, id)
	if err != nil {
		return nil, err
	}
	return reports.ReadReview(ctx, snapshot, in)
}

// commentsOf returns the comments with these keys and names those that do not exist.
func commentsOf(r *reports.ReviewedComments, keys []string) ([]reports.Comment, error) {
	var found []reports.Comment
	var unknown []string
	for _, key := range keys {
		if c := r.Find(strings.ToLower(key)); c != nil {
			found = append(found, *c)
		} else {
			unknown = append(unknown, key)
		}
	}
	if len(unknown) > 0 {
		return nil, fmt.Errorf("there is no comment %s; \"readiness comments list\" prints the keys", strings.Join(unknown, ", "))
	}
	return found, nil
}

func writeComments(w io.Writer, r *reports.ReviewedComments) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"comment", "state", "item", "group", "language", "text"}); err != nil {
		return err
	}
	for i := range r.Comments {
		c := &r.Comments[i]
		state := "shown"
		if parts, changed := r.Hidden(c); changed {
			state = "words"
			if len(parts) == 0 {
				state = "hidden"
			}
		}
		row := []string{c.Key().String(), state, c.Item, c.Group, c.Language, c.Text}
		for j := range row {
			row[j] = assessment.GuardCell(row[j])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

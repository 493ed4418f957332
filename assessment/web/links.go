package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/questionnaires"
	"readiness/static/i18n"
)

// linksPage hands out the links. It never says who has answered.
type linksPage struct {
	workPage
	Draft, Over bool // not open yet; takes no answers any more
	Groups      []groupLinks
	All         string // every link that works as text, one a line
	Files       []linkFile
}

// linkFile is a list to take away, in the forms that its page offers.
type linkFile struct{ Key, Label, Note string }

// groupLinks are the links of one group.
type groupLinks struct {
	Key, Name, Access string
	Mark              int
	Personal          bool
	Note              string
	Link              *handedLink // the group's own; nil where people have theirs
	QR                qrCode
	Sheets            []choice // languages of the printed sheet
	People            []handedLink
}

// handedLink is one link as handed out.
type handedLink struct {
	ID      string // of its field
	Email   string
	Address string // "" if revoked
	Revoked bool
}

// address is where a token leads.
func (s *Server) address(token string) string { return s.baseURL + "/s/" + token }

func (s *Server) showLinks(c echo.Context, a *assessment.Assessment) error {
	base := s.work(c, a, tabLinks, "work_tab_links")
	addresses, err := s.service.Addresses(c.Request().Context(), a.ID)
	if err != nil {
		return err
	}
	page := linksPage{
		workPage: base, Draft: a.Status == assessment.StatusDraft,
		Over: a.Status == assessment.StatusClosing || a.Status == assessment.StatusClosed,
	}
	var all strings.Builder
	for i := range a.Groups {
		links, err := s.groupLinks(base.Lang, a, &a.Groups[i], addresses)
		if err != nil {
			return err
		}
		page.Groups = append(page.Groups, links)
		for _, link := range links.handed() {
			if !link.Revoked {
				all.WriteString(strings.TrimRight(links.Name+"\t"+link.Address+"\t"+link.Email, "\t") + "\n")
			}
		}
	}
	page.All = all.String()
	page.Files = []linkFile{{"links", s.catalog.T(base.Lang, "work_file_links"), s.catalog.T(base.Lang, "work_file_links_note")}}
	if slices.ContainsFunc(page.Groups, func(g groupLinks) bool { return len(g.People) > 0 }) {
		page.Files = append(page.Files, linkFile{"contacts", s.catalog.T(base.Lang, "work_file_contacts"), s.catalog.T(base.Lang, "work_file_contacts_note", "Page", s.catalog.T(base.Lang, "work_people_add"))})
	}
	return s.render(c, http.StatusOK, "organiser_links", &page)
}

// handed are all links of a group.
func (g *groupLinks) handed() []handedLink {
	if g.Link == nil {
		return g.People
	}
	return append([]handedLink{*g.Link}, g.People...)
}

func (s *Server) groupLinks(lang string, a *assessment.Assessment, g *assessment.Group, addresses []assessment.LinkAddress) (groupLinks, error) {
	links := groupLinks{
		Key: g.Key, Name: s.groupName(lang, a, g), Mark: groupMark(g.Key), Personal: g.Access == assessment.AccessPersonal,
		Access: s.catalog.T(lang, "work_access_"+string(g.Access)),
	}
	for _, l := range a.Languages {
		links.Sheets = append(links.Sheets, choice{Value: l, Label: i18n.Name(l), Tag: i18n.Tag(l)})
	}
	for _, address := range addresses {
		if address.Group != g.Key {
			continue
		}
		link := handedLink{ID: "link-" + g.Key, Email: address.Email, Revoked: address.Revoked}
		if !link.Revoked {
			link.Address = s.address(address.Token)
		}
		if link.Email != "" {
			link.ID += "-" + strconv.Itoa(len(links.People)+1)
			links.People = append(links.People, link)
			continue
		}
		links.Link = &link
		if link.Revoked {
			continue
		}
		var err error
		if links.QR, err = newQR(link.Address); err != nil {
			return links, err
		}
	}
	switch {
	case links.Personal && links.Link != nil:
		links.Note = s.catalog.T(lang, "work_note_personal_empty")
	case links.Personal:
		links.Note = s.catalog.T(lang, "work_note_personal")
	default:
		links.Note = s.catalog.T(lang, "work_note_"+string(g.Access))
	}
	return links, nil
}

// groupLink finds a group's own link that works; NotFound otherwise.
func (s *Server) groupLink(ctx context.Context, a *assessment.Assessment, key string) (string, *assessment.Group, error) {
	g := a.Group(key)
	if g == nil {
		return "", nil, assessment.ErrNotFound
	}
	addresses, err := s.service.Addresses(ctx, a.ID)
	if err != nil {
		return "", nil, err
	}
	for _, address := range addresses {
		if address.Group == key && address.Email == "" && !address.Revoked {
			return s.address(address.Token), g, nil
		}
	}
	return "", nil, assessment.ErrNotFound
}

func (s *Server) renewLink(c echo.Context, a *assessment.Assessment) error {
	return s.changeLink(c, a, s.service.RotateLink, "work_done_renewed")
}

func (s *Server) revokeLink(c echo.Context, a *assessment.Assessment) error {
	return s.changeLink(c, a, s.service.RevokeLink, "work_done_revoked")
}

func (s *Server) changeLink(
	c echo.Context, a *assessment.Assessment, change func(context.Context, assessment.ID, string) error, done string,
) error {
	if _, err := readForm(c); err != nil {
		return err
	}
	g := a.Group(c.Param("group"))
	if g == nil {
		return assessment.ErrNotFound
	}
	if err := change(c.Request().Context(), a.ID, g.Key); err != nil {
		return err
	}
	if err := s.flash(c, done, "Group", s.groupName(s.organiserLanguage(c), a, g)); err != nil {
		return err
	}
	return redirect(c, "/assessments/"+string(a.ID)+"/links#group-"+g.Key)
}

// downloadQR is the code of a group's link as a file of its own.
func (s *Server) downloadQR(c echo.Context, a *assessment.Assessment) error {
	address, g, err := s.groupLink(c.Request().Context(), a, c.Param("group"))
	if err != nil {
		return err
	}
	code, err := newQR(address)
	if err != nil {
		return err
	}
	const scale = 8
	side := strconv.Itoa(code.Size * scale)
	size := strconv.Itoa(code.Size)
	svg := `<svg xmlns="http://www.w3.org/2000/svg" width="` + side + `" height="` + side + `" viewBox="0 0 ` + size + ` ` + size +
		`" shape-rendering="crispEdges"><rect width="` + size + `" height="` + size + `" fill="#fff"/><path fill="#000" d="` + code.Path + `"/></svg>` + "\n"
	c.Response().Header().Set(echo.HeaderContentDisposition, attachment(fileName(a, "qr-"+g.Key, "svg")))
	return c.Blob(http.StatusOK, "image/svg+xml", []byte(svg))
}

// downloadQRPicture is the same as a picture, for programs that take no SVG.
func (s *Server) downloadQRPicture(c echo.Context, a *assessment.Assessment) error {
	address, g, err := s.groupLink(c.Request().Context(), a, c.Param("group"))
	if err != nil {
		return err
	}
	code, err := encodeQR(address)
	if err != nil {
		return err
	}
	code.Scale = 16 // 6 cm at 300 dots an inch
	c.Response().Header().Set(echo.HeaderContentDisposition, attachment(fileName(a, "qr-"+g.Key, "png")))
	return c.Blob(http.StatusOK, "image/png", code.PNG())
}

// sheetPage is one printed page that invites a group.
type sheetPage struct {
	basePage
	Organisation, Heading, Group string
	Why                          string
	Minutes                      int
	Closes                       string
	Threshold                    int
	Attributed                   bool
	Address                      string
	QR                           qrCode
	Contact                      string
}

// showSheet is the sheet in the language of its readers, which need not be the
// organiser's: ?lang= says which and changes nothing else.
func (s *Server) showSheet(c echo.Context, a *assessment.Assessment) error {
	address, g, err := s.groupLink(c.Request().Context(), a, c.Param("group"))
	if err != nil {
		return err
	}
	lang := a.Language(c.QueryParam("lang"))
	form, err := s.service.Form(c.Request().Context(), a)
	if err != nil {
		return err
	}
	page := sheetPage{
		Organisation: a.Organisation.In(lang, a.Languages...), Heading: a.Title.In(lang, a.Languages...), Group: s.groupName(lang, a, g),
		Threshold: g.Threshold(a.K), Attributed: g.Anonymity == assessment.Attributed, Address: address, Contact: a.Privacy.Contact,
	}
	visit := assessment.Visit{Assessment: a, Group: g, Form: form}
	page.Minutes = minutes(visit.Duration())
	page.basePage = s.basePage(c, lang, s.catalog.T(lang, "work_page_title", "Page", page.Group, "Assessment", page.Heading))
	why := "survey_intro_why_outside"
	if g.Side == questionnaires.Inside {
		why = "survey_intro_why_inside"
	}
	page.Why = s.catalog.T(lang, why, "Organisation", page.Organisation)
	if last := lastInstant(&visit); !last.IsZero() {
		page.Closes = s.catalog.Date(lang, last.Add(-time.Second).In(zone(a)))
	}
	if page.QR, err = newQR(address + "?lang=" + lang); err != nil {
		return fmt.Errorf("sheet of %s: %w", g.Key, err)
	}
	return s.render(c, http.StatusOK, "organiser_sheet", &page)
}

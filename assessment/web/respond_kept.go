package web

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"sync"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/static/i18n"
)

// Executing the template of a page of questions takes ten times as long as
// everything else in serving it. What it makes depends on few things: each
// question on its answer, the rest on the minutes left and whether the button
// sends. So pages are put together from pieces that the template made once.
// Comments, gaps and mistakes go through the template every time.

// pieces keeps rendered pieces of pages. Its zero value is ready to use.
type pieces struct {
	mu     sync.RWMutex
	size   int
	frames map[frameKey]*pageFrame
	items  map[itemKey][]byte
}

// frameKey is what a page around its questions depends on. A survey stands for
// assessment, group and language.
type frameKey struct {
	survey  *survey
	page    int
	minutes int
	last    bool
}

// itemKey is what a question without comment depends on.
type itemKey struct {
	item   *surveyItem
	solo   bool
	answer string
}

// pageFrame is a page without its questions: between start and middle stands
// what belongs to one device, between middle and end stand the questions.
type pageFrame struct{ start, middle, end []byte }

// maxPieces bounds the memory in bytes; a survey takes some 300 KB.
const maxPieces = 16 << 20

func (p *pieces) frame(key frameKey) *pageFrame {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.frames[key]
}

func (p *pieces) item(key itemKey) []byte {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.items[key]
}

// keep stores a piece of size bytes after making room for it.
func (p *pieces) keep(size int, store func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.frames == nil || p.size+size > maxPieces {
		p.size, p.frames, p.items = 0, map[frameKey]*pageFrame{}, map[itemKey][]byte{}
	}
	p.size += size
	store()
}

// plain reports whether a page of questions holds nothing but choices.
func plain(v *visitor, page *surveyPage) bool {
	if v.Assessment.Status == assessment.StatusDraft || page.Whole && v.Draft.Comments[""] != "" {
		return false
	}
	for i := range page.Items {
		if v.Draft.Comments[page.Items[i].ID] != "" {
			return false
		}
	}
	return true
}

// showPlain serves a plain page of questions from its pieces.
func (s *Server) showPlain(c echo.Context, v *visitor, n int, page *surveyPage) error {
	missing := v.Missing()
	key := frameKey{survey: v.survey, page: n, minutes: minutes(v.Remaining()), last: n == len(v.survey.Pages) && len(missing) == 0}
	frame := s.pieces.frame(key)
	if frame == nil {
		var err error
		if frame, err = s.makeFrame(c, v, n, page); err != nil {
			return err
		}
		s.pieces.keep(len(frame.start)+len(frame.middle)+len(frame.end), func() { s.pieces.frames[key] = frame })
	}
	buf := s.buffer()
	defer s.giveBack(buf)
	buf.Write(frame.start)
	writeOwn(buf, v)
	buf.Write(frame.middle)
	for i := range page.Items {
		piece, err := s.itemPiece(v, page, i)
		if err != nil {
			return err
		}
		buf.Write(piece)
	}
	buf.Write(frame.end)
	return sendPage(c, http.StatusOK, v.lang, buf)
}

// writeOwn writes what belongs to this device alone, as the template does.
func writeOwn(buf *bytes.Buffer, v *visitor) {
	buf.WriteString(` data-draft="`)
	buf.WriteString(v.key.local())
	buf.WriteString(`" data-seq="`)
	buf.WriteString(strconv.FormatInt(newestSeq(v.Draft), 10))
	buf.WriteString(`">`)
}

// itemPiece is one question of a page as the template makes it.
func (s *Server) itemPiece(v *visitor, page *surveyPage, i int) ([]byte, error) {
	it := &page.Items[i]
	key := itemKey{item: it, solo: page.Heading == "", answer: v.Draft.Answers[it.ID]}
	if piece := s.pieces.item(key); piece != nil {
		return piece, nil
	}
	var buf bytes.Buffer
	view := answeredItem{surveyItem: it, Answer: key.answer, Solo: key.solo}
	if err := s.pages.byLanguage[i18n.Supported(v.lang)].ExecuteTemplate(&buf, "survey_item", &view); err != nil {
		return nil, err
	}
	piece := buf.Bytes()
	s.pieces.keep(len(piece), func() { s.pieces.items[key] = piece })
	return piece, nil
}

// errPieces: the template no longer makes what its pieces make.
var errPieces = errors.New("a page of questions does not consist of its pieces")

// makeFrame executes the whole template and takes out the questions and what
// belongs to the device.
func (s *Server) makeFrame(c echo.Context, v *visitor, n int, page *surveyPage) (*pageFrame, error) {
	var whole, own, items bytes.Buffer
	if err := s.execute(&whole, "survey_questions", s.questionsPage(c, v, n, page, nil)); err != nil {
		return nil, err
	}
	writeOwn(&own, v)
	for i := range page.Items {
		piece, err := s.itemPiece(v, page, i)
		if err != nil {
			return nil, err
		}
		items.Write(piece)
	}
	start, rest, ok := bytes.Cut(whole.Bytes(), own.Bytes())
	if !ok {
		return nil, errPieces
	}
	if items.Len() == 0 {
		return &pageFrame{start: start, middle: rest}, nil
	}
	middle, end, ok := bytes.Cut(rest, items.Bytes())
	if !ok {
		return nil, errPieces
	}
	return &pageFrame{start: start, middle: middle, end: end}, nil
}

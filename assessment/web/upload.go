package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

// upload is a file that is read while it arrives, with what the form said before
// it. Nothing of the file is kept in memory or on disk.
type upload struct {
	basis string
	file  io.Reader
}

// openUpload reads an upload up to the beginning of its file: the form of the
// page, in which the fields come before the file, or the file itself as text/csv
// with ?basis=…. The reader fails with an Error for what is not as it should be,
// also for what comes after the file, so that whoever stores its content only at
// its end stores all or nothing.
func openUpload(c echo.Context, body io.Reader) (upload, error) {
	kind, params, err := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	if err != nil {
		return upload{}, badForm(errFormType)
	}
	switch kind {
	case "text/csv":
		for name := range c.QueryParams() {
			if name != "basis" && name != "lang" {
				return upload{}, unknownField(name)
			}
		}
		return upload{c.QueryParam("basis"), body}, nil
	case echo.MIMEMultipartForm:
		form := uploadForm{parts: multipart.NewReader(body, params["boundary"]), seen: map[string]bool{}}
		return form.open()
	}
	return upload{}, badForm(errFormType)
}

// uploadForm reads the parts "basis" and "file" of a form, each at most once.
type uploadForm struct {
	parts *multipart.Reader
	seen  map[string]bool
	file  *multipart.Part
}

// longestField is the most bytes of a field beside the file.
const longestField = 1 << 10

func (f *uploadForm) open() (upload, error) {
	var out upload
	for {
		part, err := f.next()
		if errors.Is(err, io.EOF) {
			out.file = strings.NewReader("")
			return out, nil
		}
		if err != nil {
			return out, err
		}
		if part.FormName() == "file" {
			f.file, out.file = part, f
			return out, nil
		}
		content, err := io.ReadAll(io.LimitReader(part, longestField+1))
		if err != nil {
			return out, badPart(err)
		}
		if len(content) > longestField {
			return out, badForm(errFormLong)
		}
		out.basis = string(content)
	}
}

// next is the next part, io.EOF after the last.
func (f *uploadForm) next() (*multipart.Part, error) {
	part, err := f.parts.NextPart()
	if errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	if err != nil {
		return nil, badPart(err)
	}
	name := part.FormName()
	switch {
	case name != "file" && name != "basis":
		return nil, unknownField(name)
	case f.seen[name]:
		return nil, badForm(errFormTwice)
	}
	f.seen[name] = true
	return part, nil
}

// Read reads the file; at its end nothing may follow.
func (f *uploadForm) Read(p []byte) (int, error) {
	n, err := f.file.Read(p)
	switch {
	case err == nil:
		return n, nil
	case !errors.Is(err, io.EOF):
		return n, badPart(err)
	}
	part, err := f.next()
	if err == nil {
		err = &assessment.Error{Kind: assessment.Invalid, Key: "error_field_order", Args: map[string]any{"Field": part.FormName()}, Field: part.FormName()}
	}
	return n, err
}

// badPart keeps the limit of a body apart from a form that cannot be read.
func badPart(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return err
	}
	if _, ok := errors.AsType[*assessment.Error](err); ok {
		return err
	}
	return badForm(err)
}

// uploadTime is how long a large file may take to arrive: 128 MiB at 300 kbit/s.
const uploadTime = time.Hour

// patientBody gives a large body the time that it needs on a slow line: each
// piece has to arrive within the time that elsewhere a whole request has, and
// all of it within uploadTime. Headers stay under the server's own limits.
type patientBody struct {
	body    io.Reader
	control *http.ResponseController
	now     func() time.Time
	end     time.Time // of uploadTime
	set     time.Time // when the deadlines were moved last
}

func (s *Server) patientBody(c echo.Context) *patientBody {
	return &patientBody{
		body: c.Request().Body, control: http.NewResponseController(c.Response()), now: s.now, end: s.now().Add(uploadTime),
	}
}

// Read reads the body, moving the deadlines at most once a second.
func (b *patientBody) Read(p []byte) (int, error) {
	if now := b.now(); b.set.IsZero() || now.Sub(b.set) >= time.Second {
		b.set = now
		read := now.Add(readTimeout)
		if read.After(b.end) {
			read = b.end
		}
		// The answer is written after the body: its own deadline moves along.
		err := errors.Join(b.control.SetReadDeadline(read), b.control.SetWriteDeadline(read.Add(writeTimeout)))
		if err != nil && !errors.Is(err, http.ErrNotSupported) {
			return 0, fmt.Errorf("allow time for an upload: %w", err)
		}
	}
	n, err := b.body.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = badPart(err)
	}
	return n, err
}

package main

import (
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

type naiveForm struct {
	Group    string            `validate:"required,oneof=frontline"`
	Location string            `validate:"max=100"`
	Answers  map[string]string `validate:"required,dive,oneof=1 2 3 4 5 dk na"`
	Comment  string            `validate:"max=2000"`
}

type naiveResponse struct {
	ID       uint
	Group    string
	Location string
	Comment  string
	Created  time.Time
	Answers  []naiveAnswer `gorm:"foreignKey:ResponseID"`
}

type naiveAnswer struct {
	ID         uint
	ResponseID uint
	Question   string
	Value      string
}

// benchNaive is what one writes first: form values, struct validation, one gorm
// transaction a request, one row an answer, as durable as the product.
func benchNaive(b *testing.B) way {
	b.Helper()
	db, err := gorm.Open(sqlite.Open("file:"+filepath.Join(b.TempDir(), "naive.db")+
		"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=30000"),
		&gorm.Config{Logger: logger.Discard})
	if err == nil {
		err = db.AutoMigrate(&naiveResponse{}, &naiveAnswer{})
	}
	if err != nil {
		b.Fatal(err)
	}
	if pool, err := db.DB(); err == nil {
		b.Cleanup(func() { _ = pool.Close() })
	}
	validate := validator.New()
	e := echo.New()
	e.POST("/naive", func(c echo.Context) error {
		form := naiveForm{Group: c.FormValue("group"), Location: c.FormValue("location"), Comment: c.FormValue("comment"), Answers: map[string]string{}}
		values, err := c.FormParams()
		if err != nil {
			return err
		}
		for name := range values {
			if strings.HasPrefix(name, "g") && name != "group" || strings.HasPrefix(name, "bv") {
				form.Answers[name] = values.Get(name)
			}
		}
		if err := validate.Struct(form); err != nil {
			return err
		}
		response := naiveResponse{Group: form.Group, Location: form.Location, Comment: form.Comment, Created: time.Now()}
		for question, value := range form.Answers {
			response.Answers = append(response.Answers, naiveAnswer{Question: question, Value: value})
		}
		if err := db.WithContext(c.Request().Context()).Transaction(func(tx *gorm.DB) error { return tx.Create(&response).Error }); err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, "/done")
	})
	var body strings.Builder
	body.WriteString("group=frontline&location=Milan")
	for _, change := range benchAnswers() {
		body.WriteString("&" + change.Field + "=" + strings.ReplaceAll(change.Value, " ", "+"))
	}
	return way{"naive", e, func(_ *testing.B, n int) []*benchRequest {
		return slices.Repeat([]*benchRequest{{path: "/naive", cookie: "x=y", body: body.String()}}, n)
	}}
}

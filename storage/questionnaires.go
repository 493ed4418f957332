package storage

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"readiness/questionnaires"
)

type questionnaireRow struct {
	ID      string `gorm:"primaryKey"`
	Version int    `gorm:"primaryKey;autoIncrement:false"`
	Hash    string
}

func (questionnaireRow) TableName() string { return "questionnaires" }

type questionnaireFileRow struct {
	QuestionnaireID string `gorm:"primaryKey"`
	Version         int    `gorm:"primaryKey;autoIncrement:false"`
	Name            string `gorm:"primaryKey"`
	Content         []byte
}

func (questionnaireFileRow) TableName() string { return "questionnaire_files" }

// AddQuestionnaire implements assessment.QuestionnaireStore.
func (s *Store) AddQuestionnaire(ctx context.Context, q *questionnaires.Questionnaire, files map[string][]byte) error {
	rows := make([]questionnaireFileRow, 0, len(files))
	for _, name := range slices.Sorted(maps.Keys(files)) {
		rows = append(rows, questionnaireFileRow{QuestionnaireID: q.ID, Version: q.Version, Name: name, Content: blob(files[name])})
	}
	what := fmt.Sprintf("questionnaire %s version %d", q.ID, q.Version)
	return s.writer.do(ctx, func(tx *gorm.DB) error {
		var known []questionnaireRow
		if err := tx.Where("id = ? AND version = ?", q.ID, q.Version).Limit(1).Find(&known).Error; err != nil {
			return wrap(what, err)
		}
		if len(known) > 0 {
			if known[0].Hash != q.Hash {
				return conflict(what + " exists with another content")
			}
			return nil
		}
		row := questionnaireRow{ID: q.ID, Version: q.Version, Hash: q.Hash}
		if err := tx.Create(&row).Error; err != nil {
			return wrapInsert(what, err)
		}
		if len(rows) == 0 {
			return nil
		}
		return wrap(what, tx.Create(&rows).Error)
	})
}

// QuestionnaireFiles implements assessment.QuestionnaireStore, in the order of
// id and version.
func (s *Store) QuestionnaireFiles(ctx context.Context) ([]map[string][]byte, error) {
	var rows []questionnaireFileRow
	err := s.reader.WithContext(ctx).Order("questionnaire_id, version, name").Find(&rows).Error
	if err != nil {
		return nil, wrap("read questionnaires", err)
	}
	var all []map[string][]byte
	for i := range rows {
		if i == 0 || rows[i].QuestionnaireID != rows[i-1].QuestionnaireID || rows[i].Version != rows[i-1].Version {
			all = append(all, map[string][]byte{})
		}
		all[len(all)-1][rows[i].Name] = rows[i].Content
	}
	return all, nil
}

package questionnaires

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"

	"readiness/questionnaires/yamlfile"
)

// MaxFileSize is the size in bytes above which a questionnaire's file is refused.
const MaxFileSize = 256 << 10

const structureName = "structure.yaml"

// Load reads the questionnaire in the folder name of fsys ("." for fsys itself):
// structure.yaml and one text file per language. Whatever is wrong with the
// content comes back at once as a joined list of *FileError, see yamlfile.Problems.
func Load(fsys fs.FS, name string) (*Questionnaire, error) {
	files, err := Files(fsys, name)
	if err != nil {
		return nil, err
	}
	return loadFiles(files, name)
}

// LoadFiles is Load for files that Files once returned, by their base names.
func LoadFiles(files map[string][]byte) (*Questionnaire, error) {
	return loadFiles(files, ".")
}

// Files reads the files that make up the questionnaire in the folder name of
// fsys, by their base names, so that they can be stored elsewhere. It does not
// look into them. A YAML file that has no place in a questionnaire, or a file
// larger than MaxFileSize, is a *FileError; files of other kinds are passed over.
func Files(fsys fs.FS, name string) (map[string][]byte, error) {
	entries, err := fs.ReadDir(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read the questionnaire's folder: %w", err)
	}
	files := map[string][]byte{}
	var problems []*FileError
	for _, entry := range entries {
		base := entry.Name()
		extension := path.Ext(base)
		if entry.IsDir() || strings.HasPrefix(base, ".") || (extension != ".yaml" && extension != ".yml") {
			continue
		}
		if !belongs(base) {
			problems = append(problems, &FileError{File: path.Join(name, base), Reason: unknownFile})
			continue
		}
		data, err := readLimited(fsys, path.Join(name, base))
		if err != nil {
			return nil, err
		}
		if len(data) > MaxFileSize {
			problems = append(problems, &FileError{File: path.Join(name, base), Reason: tooLarge()})
			continue
		}
		files[base] = data
	}
	if err := yamlfile.Join(problems); err != nil {
		return nil, err
	}
	return files, nil
}

const unknownFile = "not a file of a questionnaire: those are structure.yaml, en.yaml, es.yaml, it.yaml and zh.yaml"

func tooLarge() string { return fmt.Sprintf("larger than %d KiB", MaxFileSize>>10) }

// readLimited reads one byte more than allowed at most.
func readLimited(fsys fs.FS, name string) (data []byte, err error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open a questionnaire's file: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	data, err = io.ReadAll(io.LimitReader(file, MaxFileSize+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return data, nil
}

// belongs reports whether a file of this name is a part of a questionnaire.
func belongs(base string) bool {
	lang, ok := strings.CutSuffix(base, ".yaml")
	return base == structureName || ok && slices.Contains(Languages(), lang)
}

func loadFiles(files map[string][]byte, folder string) (*Questionnaire, error) {
	var problems []*FileError
	for _, base := range slices.Sorted(maps.Keys(files)) {
		if !belongs(base) {
			problems = append(problems, &FileError{File: path.Join(folder, base), Reason: unknownFile})
		} else if len(files[base]) > MaxFileSize {
			problems = append(problems, &FileError{File: path.Join(folder, base), Reason: tooLarge()})
		}
	}
	if err := yamlfile.Join(problems); err != nil {
		return nil, err
	}
	structure, ok := files[structureName]
	if !ok {
		return nil, yamlfile.Join([]*FileError{{File: path.Join(folder, structureName), Reason: "the file is missing"}})
	}
	var form structureFile
	doc := yamlfile.Parse(path.Join(folder, structureName), structure, &form)
	validate, err := newValidator()
	if err != nil {
		return nil, err
	}
	var compare *structureFile
	if doc.Readable() {
		compare = &form
		if err := doc.Validate(validate, &form); err != nil {
			return nil, err
		}
		checkStructure(doc, &form)
	}
	problems = append(problems, doc.Problems...)
	byLanguage := map[string]*textFile{}
	for _, lang := range Languages() {
		data, ok := files[lang+".yaml"]
		if !ok {
			continue
		}
		found, err := loadTexts(path.Join(folder, lang+".yaml"), data, validate, compare)
		if err != nil {
			return nil, err
		}
		byLanguage[lang] = found.texts
		problems = append(problems, found.problems...)
	}
	if len(byLanguage) == 0 {
		problems = append(problems, &FileError{File: path.Join(folder, structureName), Reason: "there is no text file beside it; give at least one of en.yaml, es.yaml, it.yaml, zh.yaml"})
	}
	if err := yamlfile.Join(problems); err != nil {
		return nil, err
	}
	return build(&form, byLanguage)
}

type loadedTexts struct {
	texts    *textFile
	problems []*FileError
}

// loadTexts reads one language; it compares with the structure, unless that is
// nil because it could not be read.
func loadTexts(file string, data []byte, validate *validator.Validate, structure *structureFile) (loadedTexts, error) {
	var t textFile
	doc := yamlfile.Parse(file, data, &t)
	formProblems(doc, &t)
	if doc.Readable() {
		if err := doc.Validate(validate, &t); err != nil {
			return loadedTexts{}, err
		}
		if structure != nil {
			checkTexts(doc, &t, structure)
		}
	}
	return loadedTexts{&t, doc.Problems}, nil
}

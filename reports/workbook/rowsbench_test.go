package workbook

import (
	"archive/zip"
	"cmp"
	"compress/flate"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// rowsProcess asks the test binary to write rows and stop: the name of a writer,
// the number of rows and the file.
const rowsProcess = "WORKBOOK_ROWS_PROCESS"

func TestMain(m *testing.M) {
	if order := os.Getenv(rowsProcess); order != "" {
		if err := obey(order); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func obey(order string) (err error) {
	fields := strings.SplitN(order, " ", 3)
	n, err := strconv.Atoi(fields[1])
	if err != nil {
		return err
	}
	file, err := os.Create(fields[2])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	write, ok := rowWriters()[fields[0]]
	if !ok {
		return fmt.Errorf("there is no writer %q", fields[0])
	}
	return write(file, n)
}

// rowWriters write the same cells. "product" takes the detour over CSV that the
// export takes; "hand" is XML by hand with
// nothing but the cells; "csv" is what the export costs as CSV; "unpacked" is the
// product without compression, "usual" with the usual level.
func rowWriters() map[string]func(w io.Writer, n int) error {
	return map[string]func(io.Writer, int) error{
		"product":  func(w io.Writer, n int) error { return productRows(w, n, flate.BestSpeed) },
		"usual":    func(w io.Writer, n int) error { return productRows(w, n, flate.DefaultCompression) },
		"unpacked": func(w io.Writer, n int) error { return productRows(w, n, flate.NoCompression) },
		"hand":     func(w io.Writer, n int) error { return handRows(w, n, flate.BestSpeed) },
		"excelize": excelizeRows,
		"csv":      sampleRows,
	}
}

func productRows(w io.Writer, n, level int) error {
	f := newRowFile(w, rowAbout{sheet: "Rows"})
	f.zip.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, level) })
	return f.fill(func(out io.Writer) error { return sampleRows(out, n) })
}

func excelizeRows(w io.Writer, n int) error {
	f := excelize.NewFile()
	stream, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	var fields []string
	values := make([]any, len(sampleHeader()))
	for i := range n + 1 {
		fields = sampleHeader()
		if i > 0 {
			fields = sampleRow(fields, i-1)
		}
		for c, field := range fields {
			switch number, err := strconv.Atoi(field); {
			case field == "":
				values[c] = nil
			case err == nil:
				values[c] = number
			default:
				values[c] = field
			}
		}
		if err := stream.SetRow("A"+strconv.Itoa(i+1), values); err != nil {
			return err
		}
	}
	return errors.Join(stream.Flush(), f.Write(w), f.Close())
}

// handRows writes the least that a program takes for a workbook: no styles, no
// text but that of the sample, which needs no escapes.
func handRows(w io.Writer, n, level int) error {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, level) })
	part, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return err
	}
	var names []string
	for c := range sampleHeader() {
		names = append(names, letters(c+1))
	}
	fields := sampleHeader()
	var out []byte
	for i := range n + 1 {
		if i > 0 {
			fields = sampleRow(fields, i-1)
		}
		out = handRow(out, names, i+1, fields)
		if len(out) < rowBuffer && i < n {
			continue
		}
		if _, err := part.Write(out); err != nil {
			return err
		}
		out = out[:0]
	}
	return z.Close()
}

func handRow(out []byte, names []string, row int, fields []string) []byte {
	out = append(out, `<row r="`...)
	out = strconv.AppendInt(out, int64(row), 10)
	out = append(out, `">`...)
	for c, field := range fields {
		if field == "" {
			continue
		}
		out = append(out, `<c r="`...)
		out = append(out, names[c]...)
		out = strconv.AppendInt(out, int64(row), 10)
		if field[0] >= '0' && field[0] <= '9' {
			out = append(out, `"><v>`...)
			out = append(out, field...)
			out = append(out, `</v></c>`...)
			continue
		}
		out = append(out, `" t="inlineStr"><is><t>`...)
		out = append(out, field...)
		out = append(out, `</t></is></c>`...)
	}
	return append(out, `</row>`...)
}

// cost is what a process took.
type cost struct {
	processor time.Duration
	peak      float64 // MiB
	size      float64 // MiB
}

func process(b *testing.B, writer string, n int) cost {
	b.Helper()
	path := filepath.Join(b.TempDir(), "rows.xlsx")
	cmd := exec.CommandContext(b.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %s", rowsProcess, writer, n, path))
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%s: %v\n%s", writer, err, out)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		b.Skip("this system does not say what a process took")
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return cost{
		processor: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
		peak:      float64(usage.Maxrss) / 1024, size: float64(info.Size()) / (1 << 20),
	}
}

// BenchmarkRows writes 30 columns in a process for each writer, the writers in
// turn, forwards and backwards, and reports medians over the rounds: ratios of
// processor time to the same cells by hand and through excelize, and the peak
// memory that the operating system saw.
func BenchmarkRows(b *testing.B) {
	b.Run("100k", func(b *testing.B) { compareRows(b, 100_000, 8) })
	b.Run("1M", func(b *testing.B) { compareRows(b, 1_000_000, 1) })
}

func compareRows(b *testing.B, n, rounds int) {
	names := []string{"product", "hand", "excelize", "csv", "unpacked", "usual"}
	costs := map[string][]cost{}
	for b.Loop() {
		for round := range rounds {
			order := slices.Clone(names)
			if round%2 == 1 {
				slices.Reverse(order)
			}
			for _, name := range order {
				costs[name] = append(costs[name], process(b, name, n))
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	for _, name := range names {
		b.ReportMetric(median(costs[name], func(c cost) float64 { return c.processor.Seconds() }), name+"-cpu-s")
		b.ReportMetric(median(costs[name], func(c cost) float64 { return c.peak }), name+"-peak-MiB")
		b.ReportMetric(median(costs[name], func(c cost) float64 { return c.size }), name+"-MiB")
		if name == "product" {
			continue
		}
		ratios := make([]cost, 0, len(costs[name]))
		for i, c := range costs[name] {
			ratios = append(ratios, cost{peak: costs["product"][i].processor.Seconds() / c.processor.Seconds()})
		}
		b.ReportMetric(median(ratios, func(c cost) float64 { return c.peak }), "product/"+name)
	}
}

func median(costs []cost, of func(cost) float64) float64 {
	sorted := slices.SortedFunc(slices.Values(costs), func(x, y cost) int { return cmp.Compare(of(x), of(y)) })
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return of(sorted[middle])
	}
	return (of(sorted[middle-1]) + of(sorted[middle])) / 2
}

// BenchmarkRowsTake takes CSV apart and types its cells, without packing them.
func BenchmarkRowsTake(b *testing.B) {
	const n = 10_000
	var file strings.Builder
	if err := sampleRows(&file, n); err != nil {
		b.Fatal(err)
	}
	body := []byte(file.String())
	b.Run("product", func(b *testing.B) {
		for b.Loop() {
			rows := &csvRows{yield: func([][]byte) error { return nil }}
			if _, err := rows.Write(body); err != nil {
				b.Fatal(err)
			}
		}
		b.SetBytes(int64(len(body)))
	})
	b.Run("encoding-csv", func(b *testing.B) {
		for b.Loop() {
			rows := csv.NewReader(strings.NewReader(file.String()))
			rows.ReuseRecord = true
			for {
				if _, err := rows.Read(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					b.Fatal(err)
				}
			}
		}
		b.SetBytes(int64(len(body)))
	})
}

package web

import (
	"fmt"
	"strconv"
	"strings"

	"rsc.io/qr"
)

// qrCode is a QR code as an SVG path: templates print it, styles colour it.
type qrCode struct {
	Size int    // modules a side, quiet zone included
	Path string // one rectangle for each run of dark modules
}

// quietZone is the white border that scanners need, in modules.
const quietZone = 4

// encodeQR encodes text with 15 % error correction, enough for print.
func encodeQR(text string) (*qr.Code, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("make a QR code: %w", err)
	}
	return code, nil
}

func newQR(text string) (qrCode, error) {
	code, err := encodeQR(text)
	if err != nil {
		return qrCode{}, err
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			start := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > start {
				path.WriteString("M" + strconv.Itoa(start+quietZone) + " " + strconv.Itoa(y+quietZone) +
					"h" + strconv.Itoa(x-start) + "v1h-" + strconv.Itoa(x-start) + "z")
			}
		}
	}
	return qrCode{Size: code.Size + 2*quietZone, Path: path.String()}, nil
}

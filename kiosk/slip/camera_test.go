package slip_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// camera is how a telephone in an old hand sees paper: from the side, turned, out of
// focus, with noise, ink that is not black and paper that is not white.
type camera struct {
	dots float64 // of the paper, to a pixel
	tilt float64 // at most, to either side and up and down, and turned, in degrees
	blur float64 // in pixels
	ink  float64 // how bright black is, of 255
	bare float64 // how bright white is
	hiss float64 // noise, in the same
}

// oldPhone has 1280 pixels for what it sees at 28 cm: 0.25 mm a pixel, four to a
// module of 8 dots. It is as much out of focus as made the rates of two readers those
// of codes looked at by other means: none at 2 pixels a module, most at 2.5, all at 4.
var oldPhone = camera{dots: 2, tilt: 15, blur: 0.85, ink: 70, bare: 205, hiss: 8}

// at is the same camera at another distance.
func (c camera) at(dots float64) camera {
	c.dots = dots
	return c
}

// shoot takes a picture, side pixels wide and high, of the paper around a point.
func (c camera) shoot(paper *image.Paletted, at gozxing.ResultPoint, side int, random *rand.Rand) *image.Gray {
	const fine = 3 // rays to a pixel, across and down
	turn := func() float64 { return (2*random.Float64() - 1) * c.tilt * math.Pi / 180 }
	sinX, cosX := math.Sincos(turn())
	sinY, cosY := math.Sincos(turn())
	sinZ, cosZ := math.Sincos(turn())
	// The hand does not hold the middle of the code in the middle of the picture.
	shiftX, shiftY := random.Float64()*c.dots*8, random.Float64()*c.dots*8
	const distance = 300 * 8 // dots from the lens
	look := func(x, y float64) float64 {
		// The ray through (x, y), in dots at that distance, meets the turned plane:
		// its axes are u and v, its normal their product.
		ux, uy, uz := cosY*cosZ, cosX*sinZ+sinX*sinY*cosZ, sinX*sinZ-cosX*sinY*cosZ
		vx, vy, vz := -cosY*sinZ, cosX*cosZ-sinX*sinY*sinZ, sinX*cosZ+cosX*sinY*sinZ
		nx, ny, nz := uy*vz-uz*vy, uz*vx-ux*vz, ux*vy-uy*vx
		t := nz * distance / (nx*x + ny*y + nz*distance)
		px, py, pz := t*x, t*y, t*distance-distance
		column := int(math.Floor(px*ux + py*uy + pz*uz + at.GetX() + shiftX))
		row := int(math.Floor(px*vx + py*vy + pz*vz + at.GetY() + shiftY))
		switch {
		case !image.Pt(column, row).In(paper.Rect):
			return (c.ink + c.bare) / 2 // the table it lies on
		case paper.Pix[paper.PixOffset(column, row)] != 0:
			return c.ink
		}
		return c.bare
	}
	light := make([]float64, side*side)
	for y := range side {
		for x := range side {
			sum := 0.0
			for i := range fine * fine {
				sum += look(
					(float64(x)+(float64(i%fine)+0.5)/fine-float64(side)/2)*c.dots,
					(float64(y)+(float64(i/fine)+0.5)/fine-float64(side)/2)*c.dots)
			}
			light[y*side+x] = sum / (fine * fine)
		}
	}
	light = blurred(blurred(light, side, 1, c.blur), side, side, c.blur)
	shot := image.NewGray(image.Rect(0, 0, side, side))
	for i, l := range light {
		shot.Pix[i] = uint8(max(0, min(255, l+random.NormFloat64()*c.hiss)))
	}
	return shot
}

// blurred spreads each pixel along one direction; step is from one to the next.
func blurred(light []float64, side, step int, sigma float64) []float64 {
	reach := int(math.Ceil(3 * sigma))
	out := make([]float64, len(light))
	for i := range light {
		place := i / step % side
		sum, weight := 0.0, 0.0
		for d := -reach; d <= reach; d++ {
			if at := place + d; at >= 0 && at < side {
				w := math.Exp(-float64(d*d) / (2 * sigma * sigma))
				sum += w * light[i+d*step]
				weight += w
			}
		}
		out[i] = sum / weight
	}
	return out
}

// shots is how often each code is looked at.
const shots = 20

// rate is how many of the shots were read, by each of two readers that share no code.
type rate struct{ zbar, zxing int }

func (r rate) String() string {
	return fmt.Sprintf("zbar %d, gozxing %d of %d", r.zbar, r.zxing, shots)
}

// look takes all shots of the code on the paper. Whatever is read must be want: a
// code that is misread is worse than one that is not read.
func (c camera) look(t *testing.T, paper *image.Paletted, symbology, want string) rate {
	t.Helper()
	reader := gozxing.Reader(qrcode.NewQRCodeReader())
	if symbology == "code128" {
		reader = oned.NewCode128Reader()
	}
	middle := where(t, reader, paper)
	side := int(62 * 8 / c.dots) // 62 mm of paper: the largest code and its border, turned
	random := rand.New(rand.NewPCG(uint64(paper.Rect.Dx()), uint64(len(want))))
	var r rate
	dir := t.TempDir()
	for i := range shots {
		shot := c.shoot(paper, middle, side, random)
		bitmap, err := gozxing.NewBinaryBitmapFromImage(shot)
		if err != nil {
			t.Fatal(err)
		}
		if result, err := reader.Decode(bitmap, tryHarder); err == nil {
			r.zxing++
			if result.GetText() != want {
				t.Errorf("gozxing reads %q, want %q", result.GetText(), want)
			}
		}
		var data bytes.Buffer
		if err := png.Encode(&data, shot); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%02d.png", i)), data.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.zbar = zbarimgs(t, dir, symbology, want)
	return r
}

var tryHarder = map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}

// where is the middle of the only code on the paper.
func where(t *testing.T, reader gozxing.Reader, paper image.Image) gozxing.ResultPoint {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(paper)
	if err != nil {
		t.Fatal(err)
	}
	result, err := reader.Decode(bitmap, tryHarder)
	if err != nil {
		t.Fatalf("gozxing: %v", err)
	}
	points := result.GetResultPoints()
	if len(points) > 3 {
		points = points[:3] // the corners of a square code; the fourth mark is inside
	}
	left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range points {
		left, right = min(left, p.GetX()), max(right, p.GetX())
		top, bottom = min(top, p.GetY()), max(bottom, p.GetY())
	}
	return gozxing.NewResultPoint((left+right)/2, (top+bottom)/2)
}

// zbarimgs says in how many pictures of the folder want is read.
func zbarimgs(t *testing.T, dir, symbology, want string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"--nodbus", "--quiet", "--raw", "-Sdisable", "-S" + symbology + ".enable", "-Sbinary"}
	out, err := exec.Command("zbarimg", append(args, files...)...).Output()
	const nothingRead = 4
	if exit, ok := err.(*exec.ExitError); err != nil && (!ok || exit.ExitCode() != nothingRead) {
		t.Fatalf("zbarimg, of the Debian package zbar-tools: %v", err)
	}
	n := strings.Count(string(out), want)
	if strings.Repeat(want, n) != string(out) {
		t.Errorf("zbarimg reads %q, want nothing but %q", out, want)
	}
	return n
}

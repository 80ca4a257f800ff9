package config_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/diemcham/diemcham/kiosk/config"
	"github.com/diemcham/diemcham/packaging/faultdisk"
)

// The environment of a test program that saves what staff set, again and again.
const (
	childData     = "DIEMCHAM_CONFIG_TEST_DATA"
	childWitness  = "DIEMCHAM_CONFIG_TEST_WITNESS"
	childCareless = "DIEMCHAM_CONFIG_TEST_CARELESS" // writes the file in its place
)

func TestMain(m *testing.M) {
	if data := os.Getenv(childData); data != "" {
		if err := saveAll(data, os.Getenv(childWitness)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

const saves = 4

func scannerOf(n int) string { return fmt.Sprintf("/dev/ttyACM%d", n) }

// saveAll saves one scanner after the other and says of each that it is saved.
func saveAll(data, witness string) error {
	said, err := os.OpenFile(witness, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer said.Close()
	for n := range saves {
		device := scannerOf(n)
		if os.Getenv(childCareless) != "" {
			text := fmt.Sprintf("[scanner]\ndevice = %q\n%s", device, devicesEnd)
			err = os.WriteFile(filepath.Join(data, config.DevicesFile), []byte(text), 0o600)
		} else {
			printer := config.Default().Printer
			err = config.SaveDevices(data, config.Devices{Printer: &printer, Scanner: &device})
		}
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(said, device); err != nil {
			return err
		}
	}
	return nil
}

// At whatever moment the power goes, the file can be read, and what was said to be
// saved is there or what was saved next.
func TestPowerCuts(t *testing.T) {
	if moments, lost := cutPower(t); lost > 0 || moments < 10 {
		t.Errorf("at %d of %d moments the settings were lost", lost, moments)
	}
}

func TestPowerCutsControl(t *testing.T) {
	if moments, lost := cutPower(t, childCareless+"=1"); lost == 0 {
		t.Errorf("a file that is written in its place was lost at none of %d moments", moments)
	}
}

// cutPower has settings saved and looks at what every power cut would leave.
func cutPower(t *testing.T, environment ...string) (moments, lost int) {
	t.Helper()
	r := faultdisk.Record(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), childData+"="+r.Dir, childWitness+"="+r.Witness()), environment...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for c := range r.Crashes(rand.New(rand.NewPCG(1, 2))) {
		moments++
		dir := t.TempDir()
		if err := c.Restore(dir); err != nil {
			t.Fatal(err)
		}
		got, err := config.LoadDevices(dir)
		saved := len(c.Said)
		switch {
		case err != nil:
			lost++
		case got.Scanner == nil:
			if saved > 0 {
				lost++
			}
		case (saved == 0 || *got.Scanner != scannerOf(saved-1)) && *got.Scanner != scannerOf(saved):
			lost++
		}
	}
	t.Logf("looked at %d moments", moments)
	return moments, lost
}

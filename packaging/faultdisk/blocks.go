package faultdisk

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// CutBetweenBlocks lets work change files on an ext4 file system whose disk records,
// and say what it acknowledges to the witness. Then it makes what that disk may have
// held at some moments, when of what the file system had not waited for every block of
// 4 KiB was there or not, mounts it, and has look say what is wrong with the files. It
// returns how many images there were and with how many something was wrong.
func CutBetweenBlocks(t *testing.T, count int, work func(dir, witness string), look func(dir string, said []string) (wrong []string)) (images, bad int) {
	t.Helper()
	const megabytes = 48
	r := Record(t)
	disk, dir := filepath.Join(r.Dir, "disk"), t.TempDir()
	format(t, disk, megabytes)
	r.Settle()
	MountOn(t, dir, "-o", "loop", disk)
	work(dir, r.Witness())
	Unmount(t, dir)

	memory := Mount(t, "-t", "tmpfs", "tmpfs")
	for c := range r.SomeCrashes(rand.New(rand.NewPCG(uint64(count), 1)), count) {
		images++
		if err := c.Restore(memory); err != nil {
			t.Fatal(err)
		}
		image := filepath.Join(memory, "disk")
		MountOn(t, dir, "-o", "loop", image)
		apart(t, dir)
		if wrong := look(dir, c.Said); len(wrong) > 0 {
			if bad++; bad == 1 {
				t.Log(fmt.Sprintf("after change %d, with %d acknowledged: ", c.After, len(c.Said)) + strings.Join(wrong, "; "))
			}
		}
		Unmount(t, dir)
		if err := os.Remove(image); err != nil {
			t.Fatal(err)
		}
	}
	return images, bad
}

package hub

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"github.com/diemcham/diemcham/store"
)

// offerTime is how long a kiosk may take to fetch a file: recorded clips are hundreds
// of megabytes, and a ward's line is slow.
const offerTime = 2 * time.Hour

// copyTime is how long a file must have lain there as it is. One that was written to so
// lately may still be on its way into the folder, and half a file helps no kiosk.
const copyTime = time.Minute

// offer is files of one kind that lie in a folder for the kiosks to fetch, the newest one
// alone. What it is worth is not judged here: a kiosk knows whose signature it has to have.
type offer struct {
	what   string
	dir    string
	name   *regexp.Regexp // of a file; its one group is the version
	header string         // that tells the version
}

// packName is how the file of a pack is called: WARD-VERSION.dcpack.
var packName = regexp.MustCompile(`^[a-z0-9-]+-(\d{1,19})\.dcpack$`)

func (k *kiosks) pack(w http.ResponseWriter, r *http.Request, _ []byte, _ string) {
	k.offer(w, r, offer{"pack", k.Packs, packName, store.PackHeader})
}

// systemNames are how the files of systems are called, by what Debian calls the kind of
// machine: diemcham-VERSION-MADE-ARCH.dcsystem.
var systemNames = map[string]*regexp.Regexp{
	"amd64": regexp.MustCompile(`^diemcham-[0-9A-Za-z.+~-]+-(\d{12})-amd64\.dcsystem$`),
	"arm64": regexp.MustCompile(`^diemcham-[0-9A-Za-z.+~-]+-(\d{12})-arm64\.dcsystem$`),
}

func (k *kiosks) system(w http.ResponseWriter, r *http.Request, _ []byte, _ string) {
	name, ok := systemNames[r.URL.Query().Get("arch")]
	if !ok {
		w.Header().Set(store.ProtocolHeader, store.Protocol)
		refuse(w, http.StatusBadRequest, "arch: not amd64 or arm64")
		return
	}
	k.offer(w, r, offer{"system", k.Systems, name, store.SystemHeader})
}

// offer sends the newest file to a kiosk that has an older one.
func (k *kiosks) offer(w http.ResponseWriter, r *http.Request, o offer) {
	w.Header().Set(store.ProtocolHeader, store.Protocol)
	after, err := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64)
	if err != nil {
		refuse(w, http.StatusBadRequest, "after: not the version of a "+o.what)
		return
	}
	version, path, err := o.newest(k.Now())
	if err != nil {
		k.Log.Error(o.what+"s cannot be read", "error", err)
		refuse(w, http.StatusInternalServerError, "the "+o.what+"s cannot be read")
		return
	}
	if version <= after {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	file, err := os.Open(path)
	var info fs.FileInfo
	if err == nil {
		defer file.Close()
		info, err = file.Stat()
	}
	if err != nil {
		k.Log.Error("a "+o.what+" cannot be read", "error", err)
		refuse(w, http.StatusInternalServerError, "the "+o.what+" cannot be read")
		return
	}
	// It takes longer than the answers that the server has a time for.
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(offerTime))
	h := w.Header()
	h.Set(o.header, strconv.FormatUint(version, 10))
	h.Set("Content-Type", "application/octet-stream")
	h.Set("ETag", fmt.Sprintf(`"%d-%d-%d"`, version, info.Size(), info.ModTime().UnixNano()))
	http.ServeContent(w, r, "", info.ModTime(), file)
}

// newest returns the file that has the highest version, 0 if there is none, of those that
// nobody is writing. What a clock dates in the future has lain there long enough.
func (o offer) newest(now time.Time) (version uint64, path string, err error) {
	entries, err := os.ReadDir(o.dir)
	if o.dir == "" || errors.Is(err, fs.ErrNotExist) {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", err
	}
	for _, entry := range entries {
		parts := o.name.FindStringSubmatch(entry.Name())
		if parts == nil || !entry.Type().IsRegular() {
			continue
		}
		v, err := strconv.ParseUint(parts[1], 10, 64)
		if err != nil || v <= version {
			continue
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // taken away since
		}
		if err != nil {
			return 0, "", err
		}
		if age := now.Sub(info.ModTime()); age < 0 || age >= copyTime {
			version, path = v, filepath.Join(o.dir, entry.Name())
		}
	}
	return version, path, nil
}

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

// packTime is how long a kiosk may take to fetch a pack: recorded clips are
// hundreds of megabytes, and a ward's line is slow.
const packTime = 2 * time.Hour

// packName is how the file of a pack is called: WARD-VERSION.dcpack.
var packName = regexp.MustCompile(`^[a-z0-9-]+-(\d{1,19})\.dcpack$`)

// pack offers the newest content pack to a kiosk that has an older one. What it is
// worth is not judged here: the kiosk knows whose signature it has to have.
func (k *kiosks) pack(w http.ResponseWriter, r *http.Request, _ []byte, _ string) {
	w.Header().Set(store.ProtocolHeader, store.Protocol)
	after, err := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64)
	if err != nil {
		refuse(w, http.StatusBadRequest, "after: not the version of a pack")
		return
	}
	version, path, err := newestPack(k.Packs)
	if err != nil {
		k.Log.Error("packs cannot be read", "error", err)
		refuse(w, http.StatusInternalServerError, "the packs cannot be read")
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
		k.Log.Error("a pack cannot be read", "error", err)
		refuse(w, http.StatusInternalServerError, "the pack cannot be read")
		return
	}
	// A pack takes longer than the answers that the server has a time for.
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(packTime))
	h := w.Header()
	h.Set(store.PackHeader, strconv.FormatUint(version, 10))
	h.Set("Content-Type", "application/octet-stream")
	h.Set("ETag", fmt.Sprintf(`"%d-%d-%d"`, version, info.Size(), info.ModTime().UnixNano()))
	http.ServeContent(w, r, "", info.ModTime(), file)
}

// newestPack returns the pack in a folder that has the highest version, 0 if there
// is none.
func newestPack(dir string) (version uint64, path string, err error) {
	entries, err := os.ReadDir(dir)
	if dir == "" || errors.Is(err, fs.ErrNotExist) {
		return 0, "", nil
	}
	if err != nil {
		return 0, "", err
	}
	for _, entry := range entries {
		parts := packName.FindStringSubmatch(entry.Name())
		if parts == nil || !entry.Type().IsRegular() {
			continue
		}
		if v, err := strconv.ParseUint(parts[1], 10, 64); err == nil && v > version {
			version, path = v, filepath.Join(dir, entry.Name())
		}
	}
	return version, path, nil
}

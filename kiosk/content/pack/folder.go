package pack

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/diemcham/diemcham/kiosk/content"
)

// FolderFile is the file of a content folder that makes packs of it possible.
const FolderFile = "pack.toml"

// Folder is what pack.toml says.
type Folder struct {
	Ward    string
	Version uint64 // of the last pack built of this folder; 0: none yet
}

// FolderText returns a pack.toml for a ward.
func FolderText(ward string) string {
	return `# Gói nội dung của phường. Lệnh "kioskctl pack build" đọc tệp này.

# Tên ngắn của phường: phải giống pack_ward trong kiosk.toml của các máy.
ward = "` + ward + `"
# Gói gần nhất được tạo lúc nào: năm, tháng, ngày, giờ, phút. Máy tự ghi, đừng sửa.
version = 0
`
}

// ReadFolder reads the pack.toml of a folder. The error joins a [content.Problem]
// for everything that is wrong.
func ReadFolder(fsys fs.FS) (Folder, error) {
	var problems []error
	problem := func(key, value, want string) {
		problems = append(problems, content.Problem{File: FolderFile, Key: key, Value: value, Want: want})
	}
	data, err := fs.ReadFile(fsys, FolderFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		problem("", "", "the file of a folder for packs; kioskctl pack new makes such a folder")
		return Folder{}, errors.Join(problems...)
	case err != nil:
		return Folder{}, err
	}
	var keys map[string]any
	if err := toml.Unmarshal(data, &keys); err != nil {
		problem("", "not TOML", "valid TOML ("+strings.Join(strings.Fields(err.Error()), " ")+")")
		return Folder{}, errors.Join(problems...)
	}
	var folder Folder
	for key, value := range keys {
		if key != "ward" && key != "version" {
			problem(key, fmt.Sprintf("%.40v", value), "one of the keys ward, version")
		}
	}
	ward, isText := keys["ward"].(string)
	if !isText || CheckWard(ward) != nil {
		problem("ward", strconv.Quote(fmt.Sprintf("%.40v", keys["ward"])), "the ward's short name in quotes: lower-case letters, digits and single hyphens, such as viet-hung")
	}
	folder.Ward = ward
	version, isNumber := keys["version"].(int64)
	if !isNumber || version < 0 || !versionLine.Match(data) {
		problem("version", fmt.Sprintf("%.40v", keys["version"]), "a line of its own with the number that kioskctl wrote there; 0 in a new folder")
	}
	folder.Version = uint64(max(version, 0))
	if len(problems) > 0 {
		return Folder{}, errors.Join(problems...)
	}
	return folder, nil
}

var versionLine = regexp.MustCompile(`(?m)^[ \t]*version[ \t]*=[ \t]*[0-9_]+`)

// raise writes the version of the next pack into a folder's pack.toml, and leaves
// everything else in it as it is.
func raise(dir string, version uint64) error {
	file := filepath.Join(dir, FolderFile)
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	at := versionLine.FindIndex(data)
	if at == nil {
		return fmt.Errorf("%s: no line with the version", file)
	}
	text := string(data[:at[0]]) + fmt.Sprintf("version = %d", version) + string(data[at[1]:])
	return replace(file, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}

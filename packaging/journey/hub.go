package main

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// hub is the ward's end. It keeps its address when it is started again.
type hub struct {
	dir     string
	program string
	log     string
	listen  string // host:port
	process *process
}

// newHub starts a hub for the first time: then it makes its secrets and finds a
// free port.
func newHub(dir, program, log string) (*hub, error) {
	h := &hub{dir: dir, program: program, log: log, listen: "127.0.0.1:0"}
	return h, h.start()
}

var listening = regexp.MustCompile(`listening on http://(\S+)/`)

func (h *hub) start() error {
	// What earlier hubs said stays in the file; only what comes after it counts.
	before, err := os.ReadFile(h.log)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	h.process, err = start(h.log, nil, h.program, "--data", h.dir, "--listen", h.listen)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return await(ctx, "the hub", func() (bool, error) {
		said := strings.TrimPrefix(h.process.said(), strings.TrimSpace(string(before)))
		if !h.process.running() {
			return false, fmt.Errorf("the hub ended: %s", said)
		}
		found := listening.FindStringSubmatch(said)
		if found == nil {
			return false, nil
		}
		h.listen = found[1]
		return true, nil
	})
}

func (h *hub) kill() { h.process.kill() }

func (h *hub) url() string          { return "http://" + h.listen }
func (h *hub) passwordFile() string { return filepath.Join(h.dir, "staff-password.txt") }

func (h *hub) recipient() (string, error) {
	out, err := exec.Command(h.program, "recipient", "--data", h.dir).Output()
	if err != nil {
		return "", fmt.Errorf("diemcham-hub recipient: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// code returns one with which a kiosk can enrol.
func (h *hub) code(kiosk string) (string, error) {
	out, err := exec.Command(h.program, "enrol", kiosk, "--data", h.dir).Output()
	if err != nil {
		return "", fmt.Errorf("diemcham-hub enrol: %w", err)
	}
	code, _, _ := strings.Cut(string(out), "\n")
	return code, nil
}

// row is a request as staff read it on the hub's page, its cells in order.
type row struct {
	number string // without the space that stands in it
	status string
	phone  string // without spaces
	cells  []string
}

var (
	tableBody = regexp.MustCompile(`(?s)<tbody>(.*)</tbody>`)
	tableRow  = regexp.MustCompile(`(?s)<tr>(.*?)</tr>`)
	tableCell = regexp.MustCompile(`(?s)<t[hd][^>]*>(.*?)</t[hd]>`)
	tag       = regexp.MustCompile(`<[^>]*>`)
)

// call asks the hub for a page of staff, or sends a form of one.
func (h *hub) call(method, path string, form url.Values) ([]byte, error) {
	password, err := os.ReadFile(h.passwordFile())
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest(method, h.url()+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.SetBasicAuth(wardStaff, strings.TrimSpace(string(password)))
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	client := http.Client{Timeout: 10 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the hub's page %s: %s: %s", path, response.Status, text)
	}
	return text, nil
}

// wardStaff is who looks at the hub's page.
const wardStaff = "staff"

var takeForm = regexp.MustCompile(`action="(/requests/[^"]+/take)"><input type="hidden" name="version" value="([0-9]+)"><button>[^<]*<span class="unseen"> ([^<]+)</span>`)

// take has somebody at the ward take the request with that number.
func (h *hub) take(number string) error {
	text, err := h.call(http.MethodGet, "/", nil)
	if err != nil {
		return err
	}
	for _, form := range takeForm.FindAllStringSubmatch(string(text), -1) {
		if strings.ReplaceAll(form[3], " ", "") == number {
			_, err := h.call(http.MethodPost, form[1], url.Values{"version": {form[2]}})
			return err
		}
	}
	return fmt.Errorf("the hub's page offers nobody to take %s", number)
}

// page reads the staff's page and returns the rows of its table.
func (h *hub) page() ([]row, error) {
	text, err := h.call(http.MethodGet, "/", nil)
	if err != nil {
		return nil, err
	}
	body := tableBody.FindSubmatch(text)
	if body == nil {
		return nil, fmt.Errorf("the hub's page has no table: %s", text)
	}
	return rows(string(body[1])), nil
}

func rows(body string) (all []row) {
	for _, tr := range tableRow.FindAllStringSubmatch(body, -1) {
		var cells []string
		for _, cell := range tableCell.FindAllStringSubmatch(tr[1], -1) {
			cells = append(cells, strings.TrimSpace(html.UnescapeString(tag.ReplaceAllString(cell[1], ""))))
		}
		if len(cells) == 8 { // number, place, topic, status, waited, taken by, phone, what to do
			all = append(all, row{
				number: strings.ReplaceAll(cells[0], " ", ""),
				status: cells[3],
				phone:  strings.ReplaceAll(cells[6], " ", ""),
				cells:  cells,
			})
		}
	}
	return all
}

// awaitRows waits until the page shows what pleases. The kiosk tries again by
// itself, after pauses that grow while the hub is away, so this can take a
// while.
func (h *hub) awaitRows(ctx context.Context, what string, pleases func([]row) bool) ([]row, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	var last []row
	err := await(ctx, what, func() (bool, error) {
		var err error
		last, err = h.page()
		return err == nil && pleases(last), err
	})
	if err != nil {
		return last, fmt.Errorf("%w; the hub's page shows %q", err, last)
	}
	return last, nil
}

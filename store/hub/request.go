package hub

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/diemcham/diemcham/store"
	"github.com/diemcham/diemcham/store/seal"
)

const (
	maxForm = 64 << 10 // bytes of a form that is read
	maxNote = 500      // characters
)

// request is what the page of one request shows.
type request struct {
	row
	Staff   string // who looks at it
	Asked   string
	Name    string // empty if none was told
	Notes   []note
	History []deed
	Erased  bool // what was sealed of it

	CanTake, CanCall, CanNote, CanDone, CanLeave, CanPrioritise, CanWithdraw bool

	Outcomes []choice
	MaxNote  int

	// What is wrong with what was just tried, and what was typed for it.
	Alert string
	Typed typed
}

type note struct{ At, By, Text string }

type deed struct{ At, What, By, Where string }

type choice struct {
	Value, Name string
	Chosen      bool
}

// typed is what staff have put into a form.
type typed struct {
	Note    string
	Outcome store.CallOutcome
}

func (p *pages) showRequest(w http.ResponseWriter, r *http.Request) {
	p.showRequestAs(w, r, http.StatusOK, "", typed{})
}

// showRequestAs shows a request as it stands now, with what was typed.
func (p *pages) showRequestAs(w http.ResponseWriter, r *http.Request, status int, alert string, in typed) {
	found, version, erased, err := p.o.Inbox.request(r.Context(), r.PathValue("id"))
	if errors.Is(err, ErrUnknown) {
		p.showAs(w, http.StatusNotFound, "unknown.html", nil, nil)
		return
	}
	if err != nil {
		p.fail(w, err)
		return
	}
	shown := p.request(found, p.o.Now().In(p.o.Zone))
	shown.Erased = erased
	shown.CanNote = shown.CanNote && !erased
	shown.Version, shown.Staff, shown.Alert, shown.Typed = version, staffName(r), alert, in
	for _, outcome := range store.CallOutcomes() {
		shown.Outcomes = append(shown.Outcomes, choice{string(outcome), outcomeText(outcome), outcome == in.Outcome})
	}
	p.showAs(w, status, "request.html", shown, nil)
}

func (p *pages) request(r store.Request, now time.Time) request {
	can := func(kind store.Kind) bool { return allowed(kind, r.Status) }
	shown := request{
		row: p.row(r, now), Asked: p.when(r.AskedAt, now), MaxNote: maxNote,
		CanTake: can(store.Taken), CanCall: can(store.Called) && r.Callback, CanNote: can(store.Noted), CanDone: can(store.Done),
		CanLeave: can(store.Left), CanPrioritise: can(store.Prioritised) && !r.Priority, CanWithdraw: r.Ending != store.Withdrawn,
	}
	if r.Uncertain {
		shown.Asked = "không rõ: đồng hồ của máy sai"
	}
	if len(r.Sealed) > 0 {
		if fields, ok := p.unseal(r.ID, r.Sealed); ok {
			shown.Name = fields.Name.Reveal()
		}
	}
	if r.AskedBy != "" {
		shown.History = append(shown.History, deed{p.when(r.AskedAt, now), "Lấy số giúp người dân", r.AskedBy, atKiosk})
	}
	for _, n := range r.Notes {
		text := "đã xóa"
		if len(n.Sealed) > 0 {
			text = unreadable
			if fields, ok := p.unseal(r.ID, n.Sealed); ok {
				text = fields.Note.Reveal()
			}
		}
		shown.Notes = append(shown.Notes, note{p.when(n.At, now), n.By, text})
	}
	for _, d := range r.History {
		where := atKiosk
		if d.OnHub {
			where = "trang của phường"
		}
		shown.History = append(shown.History, deed{p.when(d.At, now), deedText(d), cmp.Or(d.By, "người dân"), where})
	}
	return shown
}

const atKiosk = "tại máy"

// when leaves out the day if it is today.
func (p *pages) when(t, now time.Time) string {
	t = t.In(p.o.Zone)
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return t.Format("15:04")
	}
	return t.Format("15:04 02/01/2006")
}

func deedText(d store.Deed) string {
	switch d.Kind {
	case store.Taken:
		return "Nhận"
	case store.Called:
		return "Gọi điện: " + outcomeText(d.Outcome)
	case store.Noted:
		return "Ghi chú"
	case store.Referred:
		return "Chuyển cho phường"
	case store.Prioritised:
		return "Cho ưu tiên"
	case store.Done:
		return "Xong"
	case store.Left:
		return "Người dân không đến"
	case store.Withdrawn:
		return "Rút yêu cầu, xóa dữ liệu cá nhân"
	}
	panic("hub: deed of kind " + string(d.Kind))
}

func outcomeText(outcome store.CallOutcome) string {
	switch outcome {
	case store.Reached:
		return "đã nghe máy"
	case store.NoAnswer:
		return "không nghe máy"
	case store.Busy:
		return "máy bận"
	case store.WrongNumber:
		return "sai số"
	}
	panic("hub: outcome " + string(outcome))
}

// staffName is what a member of staff gave as the user name: who did what is
// written down under it.
func staffName(r *http.Request) string {
	name, _, _ := r.BasicAuth() // looked at already
	return strings.TrimSpace(name)
}

// acts are the paths of what staff can do.
var acts = map[string]store.Kind{
	"take": store.Taken, "call": store.Called, "note": store.Noted, "prioritise": store.Prioritised,
	"done": store.Done, "left": store.Left, "withdraw": store.Withdrawn,
}

// act does something about a request and shows it again. If something else was done
// meanwhile it is shown as it stands now, with what was typed.
func (p *pages) act(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	kind, ok := acts[r.PathValue("act")]
	if err := r.ParseForm(); err != nil || !ok {
		http.Error(w, "Trang này không hiểu yêu cầu. Hãy quay lại hàng chờ.", http.StatusBadRequest)
		return
	}
	in := typed{Note: strings.TrimSpace(r.PostForm.Get("note")), Outcome: store.CallOutcome(r.PostForm.Get("outcome"))}
	version, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	act := Act{Request: r.PathValue("id"), Version: version, Kind: kind, By: staffName(r)}
	if err != nil {
		act.Version = 0 // of no request
	}
	problem, err := p.fill(&act, in, r.PostForm.Get("sure") != "")
	if err != nil {
		p.fail(w, err)
		return
	}
	if problem != "" {
		p.showRequestAs(w, r, http.StatusBadRequest, problem, in)
		return
	}
	switch err := p.o.Inbox.Do(r.Context(), act, p.o.Now()); {
	case err == nil:
		p.o.Log.Info("done by staff", "request", act.Request, "kind", kind)
		http.Redirect(w, r, "/requests/"+act.Request, http.StatusSeeOther)
	case errors.Is(err, ErrUnknown):
		p.showAs(w, http.StatusNotFound, "unknown.html", nil, nil)
	case errors.Is(err, ErrChanged):
		p.showRequestAs(w, r, http.StatusConflict, "Có người vừa làm việc khác với yêu cầu này. Hãy xem lại bên dưới rồi làm tiếp.", in)
	case errors.Is(err, ErrStatus):
		p.showRequestAs(w, r, http.StatusConflict, "Yêu cầu không còn ở bước làm được việc này.", in)
	case errors.Is(err, ErrErased):
		p.showRequestAs(w, r, http.StatusConflict, "Dữ liệu cá nhân của yêu cầu này đã xóa, nên không ghi chú thêm được.", in)
	default:
		p.fail(w, err)
	}
}

// fill completes what is to be done, or says in staff's words what it lacks.
func (p *pages) fill(act *Act, in typed, sure bool) (problem string, err error) {
	if act.By == "" || utf8.RuneCountInString(act.By) > 100 || strings.ContainsFunc(act.By, func(r rune) bool { return r < ' ' }) {
		return "Hãy mở lại trang với tên của mình (dưới 100 chữ) trong ô tên người dùng: việc làm được ghi theo tên đó.", nil
	}
	switch act.Kind {
	case store.Called:
		for _, outcome := range store.CallOutcomes() {
			if in.Outcome == outcome {
				act.Outcome = outcome
			}
		}
		if act.Outcome == "" {
			return "Hãy chọn kết quả cuộc gọi.", nil
		}
	case store.Noted:
		if in.Note == "" {
			return "Ghi chú còn trống.", nil
		}
		if n := utf8.RuneCountInString(in.Note); n > maxNote {
			return fmt.Sprintf("Ghi chú dài %d chữ; nhiều nhất là %d.", n, maxNote), nil
		}
		act.Sealed, err = p.o.Identity.Recipient().Seal(seal.Fields{Note: seal.Secret(in.Note)})
	case store.Withdrawn:
		if !sure {
			return "Hãy đánh dấu vào ô đồng ý trước khi xóa.", nil
		}
	}
	return "", err
}

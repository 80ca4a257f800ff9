package hub

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"

	"github.com/diemcham/diemcham/store"
)

// maxBody is the largest batch that is read, well above what a kiosk sends.
const maxBody = 1 << 20

// batch takes a batch of events. A kiosk speaks for itself alone.
func (k *kiosks) batch(w http.ResponseWriter, r *http.Request, body []byte, device string) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" || r.Header.Get("Content-Encoding") != "" {
		refuse(w, http.StatusUnsupportedMediaType, "a batch is application/json, not compressed")
		return
	}
	parcels, status, problem := unpack(body)
	if problem != "" {
		refuse(w, status, problem)
		return
	}
	for i, p := range parcels {
		if p.problem == "" && p.event.Kiosk != device {
			parcels[i].problem = "kiosk: not the device's"
		}
	}
	k.answer(w, r, parcels)
}

// parcel is one event of a batch, or why it is none.
type parcel struct {
	id      string
	event   store.Event
	problem string
}

// unpack takes a batch apart. If it cannot be judged as a whole, problem says
// why.
func unpack(body []byte) (parcels []parcel, status int, problem string) {
	var sound struct {
		Protocol string `json:"protocol"`
		// As many as tell that there are too many, however long the batch is.
		Events [store.MaxBatchEvents + 1]*store.Event `json:"events"`
	}
	if err := strict(body, &sound); err != nil || sound.Protocol != store.Protocol {
		return unpackEach(body)
	}
	for _, e := range sound.Events {
		if e == nil {
			break
		}
		parcels = append(parcels, judged(*e))
	}
	return bounded(parcels)
}

// unpackEach takes a batch apart in which not everything is as it should be.
func unpackEach(body []byte) (parcels []parcel, status int, problem string) {
	var batch struct {
		Protocol string            `json:"protocol"`
		Events   []json.RawMessage `json:"events"`
	}
	err := strict(body, &batch)
	if batch.Protocol != store.Protocol && json.Valid(body) {
		// Not the fault of any event in it: the kiosk is to keep them.
		return nil, http.StatusConflict, "not a batch of " + store.Protocol
	}
	if err != nil {
		return nil, http.StatusBadRequest, "not JSON of a batch"
	}
	for _, raw := range batch.Events {
		parcels = append(parcels, unpackOne(raw))
	}
	return bounded(parcels)
}

// bounded refuses a batch whose receipt could not be given.
func bounded(parcels []parcel) ([]parcel, int, string) {
	if len(parcels) > store.MaxBatchEvents {
		return nil, http.StatusRequestEntityTooLarge, "more than 100 events"
	}
	if slices.ContainsFunc(parcels, func(p parcel) bool { return p.id == "" }) {
		return nil, http.StatusBadRequest, "an event without an ID"
	}
	return parcels, 0, ""
}

func judged(e store.Event) parcel {
	p := parcel{id: e.ID, event: e}
	if err := e.Validate(); err != nil {
		p.problem = err.Error()
	}
	return p
}

func unpackOne(raw json.RawMessage) parcel {
	var e store.Event
	if strict(raw, &e) == nil {
		return judged(e)
	}
	var bare struct {
		ID string `json:"id"`
	}
	// What else is wrong with it does not matter for its name.
	_ = json.Unmarshal(raw, &bare)
	return parcel{id: bare.ID, problem: "cannot be read as an event"}
}

// strict decodes exactly one value without unknown fields.
func strict(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("something follows")
	}
	return nil
}

// answer stores the good ones and gives a receipt for all.
func (k *kiosks) answer(w http.ResponseWriter, r *http.Request, parcels []parcel) {
	var events []store.Event
	for _, p := range parcels {
		if p.problem == "" {
			events = append(events, p.event)
		}
	}
	stored, err := k.Inbox.Receive(r.Context(), events, k.Now())
	if err != nil {
		k.fail(w, "the batch could not be stored", err)
		return
	}

	items := make([]store.ReceiptItem, 0, len(parcels))
	count := make(map[store.Result]int)
	for _, p := range parcels {
		item := store.ReceiptItem{ID: p.id, Result: store.Rejected, Reason: p.problem}
		if p.problem == "" {
			item, stored = stored[0], stored[1:]
		}
		if item.Result == store.Conflict || item.Result == store.Rejected {
			k.Log.Error("event not taken", "event", clip(p.id), "result", item.Result, "reason", item.Reason)
		}
		items = append(items, item)
		count[item.Result]++
	}
	k.Log.Info("batch", "created", count[store.Created], "duplicate", count[store.Duplicate],
		"conflict", count[store.Conflict], "rejected", count[store.Rejected])
	send(w, http.StatusOK, store.Receipt{Protocol: store.Protocol, Items: items})
}

// clip keeps what is not an ID from filling the log.
func clip(id string) string {
	const uuidLength = 36
	if len(id) > uuidLength {
		return id[:uuidLength]
	}
	return id
}

func refuse(w http.ResponseWriter, status int, problem string) {
	send(w, status, store.Receipt{Protocol: store.Protocol, Error: problem})
}

func send(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// A kiosk that has hung up comes again.
	_ = json.NewEncoder(w).Encode(answer)
}

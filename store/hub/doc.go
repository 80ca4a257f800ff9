// Package hub is the ward's end of the help queue: it takes the events of its
// kiosks, keeps each once, and shows staff who waits and how far the ward has
// come with what is learnt.
//
// [Inbox] keeps the events in one SQLite file ([Open]) or in PostgreSQL
// ([OpenPostgres]), where several hubs may share it; [Handler] serves kiosks and
// staff over HTTP. The package does no TLS: a hub that is reached from other
// machines stands behind something that does.
//
// # What a kiosk and a hub say to each other
//
// A kiosk sends a batch of its events:
//
//	POST /v1/kiosk/batch
//	Authorization: Bearer TOKEN
//	Content-Type: application/json
//
//	{"protocol": "diemcham-kiosk/1", "events": [EVENT, …]}
//
// of at most 100 events and 256 KiB. An EVENT is a [store.Event]; the hub takes
// what [store.Event.Validate] takes and no unknown field, so a hub is always
// brought up to date before its kiosks.
//
// The hub answers 200 when it has judged every event, and not before those it
// takes are on its disk:
//
//	Content-Type: application/json
//
//	{"protocol": "diemcham-kiosk/1", "items": [
//	  {"id": "0195…", "result": "created"},
//	  {"id": "0195…", "result": "rejected", "reason": "number: …"}]}
//
// The results:
//
//	created    stored now
//	duplicate  stored before, with the same content; as good as created
//	conflict   stored before with other content; what came now is kept beside
//	           it for people to look at and never takes its place
//	rejected   no event of this protocol; the reason names the field, not its value
//
// The kiosk marks what is listed and nothing else. A conflict or rejection is
// final: it is not sent again. Everything else may be sent again, in any order
// and any number of times.
//
// What a learning card says is an event of kind learned, which belongs to no
// request:
//
//	{"id": "0195…", "kind": "learned", "kiosk": "viet-hung-1", "seq": 7,
//	 "at": "2026-03-06T03:00:00Z",
//	 "learned": {"card": "7K3M9QXA", "done": ["goi-dien", "vneid-muc-2"],
//	   "skills": ["phone", "vneid"], "group": "11"}}
//
// The card is eight letters of 0 to 9 and A to Z without I, L, O and U. Done and
// skills are sorted and hold nothing twice; done may be empty, skills and group
// may be left out. There are at most 30 lessons, and the skills are those of
// [store.Skills]. Each event holds all that the card said to that kiosk then.
// What a card says is the union of done and skills over all its events, in
// whatever order they came, and the group of the latest event that names one;
// where two are of the same time, that with the greater ID. So two kiosks never
// disagree about a card, and an event that a hub of before cards rejected is made
// up for by the card's next one.
//
// If the batch as a whole cannot be judged, the answer has the same form with an
// "error" in place of items, and one of these statuses:
//
//	400        not JSON of this form, or an event without an ID
//	401        no token, or not this hub's; the kiosk keeps its events
//	409        another protocol; the kiosk keeps its events
//	413        more than 100 events or 1 MiB
//	415        not application/json, or compressed
//	429, 503   later; Retry-After says when
//	500        the hub could not store it
//
// After 400 or 413 the kiosk sends the halves, down to the one event at fault.
// A kiosk that takes content packs asks now and then for one newer than it has
// seen:
//
//	GET /v1/kiosk/pack?after=VERSION
//	Authorization: Bearer TOKEN
//
// The hub answers 204 if there is none, else 200 with the pack's file as the body
// and its version in the header Diemcham-Pack. Both answers have the header
// Diemcham-Protocol: diemcham-kiosk/1; the one with a pack has an ETag, and
// If-None-Match and Range are understood. Whether the pack is any good is for the
// kiosk to judge by its signature.
//
// An answer without the protocol's name is no answer of a hub, whatever its
// status.
//
// # What is counted
//
// The page of progress counts cards, not people: a card holds a random number and
// no name, and nobody can tell whose it is. A card has a skill when a lesson that
// teaches it was done; that is no proof of an account. It stands for a household
// only as far as each household takes one card. It belongs to the week in which a
// kiosk first saw it, by that kiosk's clock.
package hub

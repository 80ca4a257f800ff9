// Package hub is the ward's end of the help queue: it takes the events of its
// kiosks, keeps each once, and shows staff who waits and how far the ward has
// come with what is learnt.
//
// [Inbox] keeps the events in one SQLite file ([Open]) or in PostgreSQL
// ([OpenPostgres]), where several hubs may share it; [Handler] serves kiosks and
// staff over HTTP. The package does no TLS: a hub that is reached from other
// machines stands behind something that does.
//
// # How a kiosk is known
//
// The hub knows each kiosk by an Ed25519 key that the kiosk has made itself. Staff
// at the hub's machine make a code, which is good for one kiosk, once, within an
// hour; the kiosk hands in the code and the public half of its key:
//
//	POST /v1/kiosk/enrol
//	{"protocol": "diemcham-kiosk/1", "kiosk": "viet-hung-1",
//	 "code": "7K3M-9QXA-…", "key": BASE64 of 32 bytes}
//
// and is answered 200 with {"protocol", "kiosk", "recipient"}, the last being the
// ward's age key; or 403 with the error "code: …" if the code is wrong, used or out
// of date. A code that was used is good for the same key once more, for an answer may
// be lost. Enrolling a kiosk again puts the new key in the place of the old one.
//
// Everything else is signed:
//
//	Diemcham-Device: viet-hung-1
//	Diemcham-Counter: 4711
//	Diemcham-Signature: BASE64 of the signature of [store.SignedText]
//
// The text that is signed holds method, path and query as sent, device, counter and
// the SHA-256 of the body. The counter is never used twice with a key. The hub
// remembers the last 1,024 below the highest, so that requests may overtake each
// other; on its disk it keeps a ceiling above which none was used, so started anew
// it takes none up to there. It answers
//
//	401  error "device: …": not enrolled, or not this device's signature
//	401  error "counter: …": used, or below what is remembered; the header
//	     Diemcham-Counter says above which one to go on, at once
//	403  error "device: revoked"
//	429  too many: more than 100 a second from a kiosk or 500 from an address,
//	     or 6 enrolments a minute
//
// Hubs that share a database share the ceilings: what one has taken another does
// not take. A server that spreads kiosks over several hubs should leave each with one
// of them, or every change costs a request more.
//
// With any request a kiosk may say in the header Diemcham-Pending how many events
// wait on it.
//
// # What a kiosk and a hub say to each other
//
// A kiosk sends a batch of its events:
//
//	POST /v1/kiosk/batch
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
//	rejected   no event of this protocol, or one of another kiosk; the reason
//	           names the field, not its value
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
//	401, 403   see above; the kiosk keeps its events
//	409        another protocol; the kiosk keeps its events
//	413        more than 100 events or 1 MiB
//	415        not application/json, or compressed
//	429, 503   later; Retry-After says when
//	500        the hub could not store it
//
// After 400 or 413 the kiosk sends the halves, down to the one event at fault.
//
// What others do about the requests that were asked at a kiosk, above all staff on
// the hub, it asks for now and then, and after it has sent something:
//
//	GET /v1/kiosk/updates?after=REV
//
// The hub answers 200 with
//
//	{"protocol": "diemcham-kiosk/1", "events": [EVENT, …], "rev": 12, "more": false}
//
// which are the events after REV, at most 100, and how far they reach; with more
// there are others to be asked for at once. Each kiosk has revs of its own, given out
// in the transaction that stores the event while the kiosk's feed is locked: so
// nothing comes to stand below a rev that was answered. A hub that has not reached
// REV was set back to an older copy and begins anew. Events that the hub has made
// have the kiosk "hub" and its own counter.
//
// A request that is withdrawn, or has lain for its term, is erased: its events stay,
// but in the place of sealed fields stands their SHA-256, here and in what a kiosk is
// told. The same event with its sealed fields is still a duplicate; what comes
// sealed for such a request is erased at once.
//
// A kiosk that takes content packs asks now and then for one newer than it has
// seen:
//
//	GET /v1/kiosk/pack?after=VERSION
//
// The hub answers 204 if there is none, else 200 with the pack's file as the body
// and its version in the header Diemcham-Pack. Both answers have the header
// Diemcham-Protocol: diemcham-kiosk/1; the one with a pack has an ETag, and
// If-None-Match, Range and If-Range are understood. Whether the pack is any good is for
// the kiosk to judge by its signature. A machine that was made from an image likewise
// asks for a system that is newer than the one that runs, which its version tells, the
// minute in which it was made, here in the header Diemcham-System:
//
//	GET /v1/kiosk/system?after=VERSION&arch=ARCH
//
// An answer without the protocol's name is no answer of a hub, whatever its
// status.
//
// # What is kept, and for how long
//
// Telephone numbers and notes are kept sealed, in a table of their own, and are
// erased when a resident withdraws the request, when its term is over (see [Terms]),
// and when an event of a request comes after that. In a file they are overwritten
// and leave the log beside it at once. PostgreSQL forgets more slowly: VACUUM only
// gives the room of a deleted row free, so its bytes stay in the table's file until
// something takes the room or VACUUM FULL writes the table anew; in the log they
// stay until its segments are used again, in archives and backups for as long as
// those are kept. What stays there is sealed; it opens with the ward's identity
// alone, which belongs into no backup of the database.
//
// Everything else of a request stays: number, topic, times, and which member of
// staff did what. Staff give their name as the user name of the page.
//
// # How staff are known
//
// By one password, which they share and which is given with every page. Of wrong ones
// an address may try 20, and one more each half minute; all addresses together from
// which the right one has never come, 200, and one more every two seconds. Above that
// nothing is looked at, not even the right one: the answer is 429, and a page that says
// to wait for a minute. A hub that is started anew knows nothing of earlier tries.
//
// # What is counted
//
// The page of progress counts cards, not people: a card holds a random number and
// no name, and nobody can tell whose it is. A card has a skill when a lesson that
// teaches it was done; that is no proof of an account. It stands for a household
// only as far as each household takes one card. It belongs to the week in which a
// kiosk first saw it, by that kiosk's clock.
package hub

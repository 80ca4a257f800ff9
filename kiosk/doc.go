// Package kiosk is one running kiosk.
//
// A [Kiosk] holds the state of the visit and of staff mode, feeds them events,
// carries out their commands through the small interfaces declared here
// ([Requests], [Cards], [Printer], [Sealer]) and tells the view about each new state. It
// runs on one goroutine, the view's; everything slow runs elsewhere and comes
// back through the post function it is given. It draws nothing and knows no
// Fyne: package ui does that.
//
// # Glossary
//
// One word for one thing, in code, documents and commit messages alike.
//
//	add              staff draw a number for a resident who does not touch the screen (lấy số giúp)
//	announcement     what the ward tells all residents for a while (thông báo)
//	answers          what has to be known of a kiosk, on its screen or in a file (package firstrun)
//	attract screen   what the kiosk shows when nobody is there
//	board            keeps what is the matter with the machine from one look to the next
//	call back        staff telephones the resident, rather than coming to the kiosk
//	catalogue        the program's own texts in every language (package locale)
//	certificate      the slip that names the skills reached; its name is written by hand (giấy ghi nhận)
//	check            looks at one thing of the machine (package diagnostics)
//	cleaning         the screen is wiped and feels nothing for a while (lau màn hình)
//	clip             a sentence recorded or made beforehand, to be played (package speech)
//	code             of a service: its national procedure code; of a ticket: the twelve digits of its
//	                 barcode, which are the day (yymmdd), the kiosk's letter (01 for A to 26 for Z) and
//	                 the number; of a learning card: its prefix and letters
//	command          what a state machine asks to be done (packages visit, staff)
//	condition        a trouble of the machine that stands; it has a code, such as disk.full
//	conductor        the Kiosk type of this package
//	content pack     lessons, services, hotlines and what the ward tells, with their sources (package content);
//	                 as a signed file that kiosks install: package content/pack
//	core lesson      a lesson that belongs to the set of its skill
//	crash report     says how the program fell and where in it, and nothing of anybody
//	damaged file     a file of requests that was set aside; what is whole in it was saved into a new one
//	day              a calendar day in Việt Nam's time (UTC+7); ticket numbers start anew with it
//	device page      where staff see printer and scanner, try them and set them up (Thiết bị)
//	enrol            to make a kiosk known to the hub by a key of its own (package store/upload)
//	event            in visit and staff: something that happened on the screen;
//	                 in store: something that happened to a request or a learning card, kept for good
//	figures          how many asked, waited, were helped and learnt in a day or a week; no names (số liệu)
//	first run        setting a kiosk up step by step on its own screen (cài đặt lần đầu)
//	fold             to work out a request's status, or what a learning card says, from its events
//	group            a heading under which services stand, such as civil status (nhóm); never a residential group
//	help request     a resident's wish for help: a topic, a number, perhaps a sealed telephone number
//	hub              the ward's server that collects the requests of its kiosks
//	idle             nobody has touched the screen for a while
//	keyboard         the keys on the screen; not one that is plugged in
//	keyboard wedge   a scanner that acts as a keyboard that is plugged in
//	kiosk            one machine with one touchscreen; its ID is in every event
//	learning card    a number drawn by chance and the lessons done, in sixteen letters and a square code;
//	                 nobody's name is on it (thẻ học; package card)
//	lesson           teaches one thing in steps of one action each (Vietnamese: bài học)
//	look             what decides how a screen is drawn: unit, text size, contrast
//	mark             a lesson's place on a learning card, 1 to 30, never given to another lesson
//	meeting          one time at which a session is held
//	member of staff  who has a PIN (cán bộ): a clerk, a lead or a technician, as their role says
//	host             where on the network a QR code may lead, such as dichvucong.gov.vn
//	news             the announcements of the day
//	overdue          due to be checked anew: residents are told to ask the staff
//	outbox           the events not yet known to be on the hub
//	page             what is seen at once of a screen that does not fit; turned by buttons or by a pull
//	place            where the kiosk stands, such as a culture house (nhà văn hóa)
//	pretend phone    the drawn phone on which a step can be practised (package phone)
//	progress         how many learning cards have reached the skills, against the ward's target (tiến độ)
//	pull             a finger dragged up or down over a page to turn it
//	queue            the requests as staff see them: who waits, who is being helped, who was helped today
//	readiness report how the machine is, on paper to be signed (phiếu kiểm tra máy)
//	refer            to hand a request from the kiosk to the ward (chuyển lên phường)
//	resident         who uses the kiosk (addressed as "bác")
//	residential group
//	                 the neighbours of some streets, with a leader and mostly a Zalo group (tổ dân phố)
//	right spot       what of the pretend phone a resident is asked to touch; it is marked after a wrong touch
//	                 or a while of stillness
//	roster           the list of the members of staff, with what their PINs open (package roster)
//	scan             what a scanner read from one code (package scan)
//	screen           one page of the display
//	script           all that can be read aloud, to make clips of (package speech/script)
//	seal             to encrypt personal fields so that only the ward, and the site's staff, can open them
//	sentence         what is read aloud at once: one text of a page
//	service          a public service or procedure that a resident opens on their own phone
//	session          a class or a support point: on one day, or every week
//	sheet            paper of A4 or A5, as against the roll of a receipt printer
//	site's key       what members of staff open with their PIN to read what was sealed for them (package roster)
//	skill            one of the four things the ward wants every household to be able to do; reached when
//	                 all core lessons of it are done
//	slide            what the attract screen says for some seconds below its invitation
//	slip             the paper that the kiosk prints (phiếu)
//	slot             one of the two places for systems on a machine that was made from an image
//	step             one action of a lesson
//	support point    helpers who come to a place for some hours (điểm hỗ trợ lưu động)
//	system           Debian with all of Điểm Chạm, as one signed file that goes into a slot (package system)
//	target           a place on the screen that answers to a touch; it has an ID
//	ticket           a place in the queue: number, code, time
//	touch test       how far from a finger the panel feels it, place by place
//	unit             0.25 mm on the panel; all sizes of screens are in units
//	updates          what others did about a kiosk's requests, as the hub tells it
//	upload           carrying events from the outbox to the hub
//	visit            from the first touch to the wiped screen
//	ward             phường, the lowest tier of administration
//	ward's folder    what a ward officer edits: announcements, sessions, residential groups, Wi-Fi
//	withdraw         to take a request back, as its resident wishes; what is personal in it is erased (rút)
//	wipe             to forget everything of a visit and say so
package kiosk

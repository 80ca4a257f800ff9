package ui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
	"github.com/diemcham/diemcham/kiosk/ui/gallery"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
	"github.com/diemcham/diemcham/kiosk/visit"
)

// says reports whether a text stands on the screen, over however many lines.
func says(k *gallery.Stage, text string) bool {
	var all []string
	for _, line := range texts(k.Content()) {
		all = append(all, line.text)
	}
	// A text that is torn apart by a page is known as a whole to what is read aloud.
	return strings.Contains(joined(all), text) || strings.Contains(joined(touch.Said(k.Content())), text)
}

// A ward that has told nothing: nobody is led anywhere in vain, and every screen
// says whom to ask.
func TestWithoutTheWardsDataTheScreensSayWhomToAsk(t *testing.T) {
	campaign := gallery.Ward().Announcements[0]
	tests := map[string]struct {
		ward    content.Ward
		presses []string
		says    []string // ids of texts
		targets []string
		not     []string
	}{
		"no classes": {
			presses: []string{"home.classes"},
			says:    []string{"classes.none", "classes.none_more"}, not: []string{"news"},
		},
		"no classes, but an announcement": {
			ward:    content.Ward{Announcements: []content.Announcement{campaign}},
			presses: []string{"home.classes"},
			says:    []string{"classes.none", "classes.none_more"}, targets: []string{"news"},
		},
		"neither Wi-Fi nor groups": {
			presses: []string{"home.connect"},
			says:    []string{"connect.none", "connect.none_more"}, not: []string{"wifi"},
		},
		"groups without Wi-Fi": {
			ward:    content.Ward{ResidentialGroups: gallery.Ward().ResidentialGroups},
			presses: []string{"home.connect"},
			says:    []string{"connect.no_wifi"}, targets: []string{"group.3"}, not: []string{"wifi"},
		},
		"Wi-Fi without groups": {
			ward:    content.Ward{WiFi: gallery.Ward().WiFi},
			presses: []string{"home.connect"},
			says:    []string{"connect.no_groups"}, targets: []string{"wifi"},
		},
		"an open network": {
			ward:    content.Ward{WiFi: content.WiFi{SSID: "Nha van hoa"}},
			presses: []string{"home.connect", "wifi"},
			says:    []string{"wifi.open", "wifi.money"},
		},
		"a hidden network": {
			ward:    content.Ward{WiFi: content.WiFi{SSID: "Nha van hoa", Password: "xinmoivao", Hidden: true}},
			presses: []string{"home.connect", "wifi"},
			says:    []string{"wifi.hidden", "wifi.money"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			for _, panel := range gallery.Panels() {
				k := newStageOf(t, panel, test.ward)
				k.Press(append([]string{"wake"}, test.presses...)...)
				for _, lang := range locale.Langs() {
					k.Kiosk.Handle(visit.LangChosen{Lang: lang})
					for size := range visit.TextSizes {
						k.Kiosk.Handle(visit.TextSizeChosen{Size: size})
						lintAll(t, pictureOf(k))
						if !k.Has("help") || !k.Has("home") || !k.Has("back") {
							t.Fatalf("%s, %s, size %d: no way out", panel.Name, lang, size)
						}
						for k.Has("page.prev") {
							k.Press("page.prev") // another size keeps the place
						}
						missing := slices.Clone(test.says)
						targets := slices.Clone(test.targets)
						for {
							missing = slices.DeleteFunc(missing, func(id string) bool { return says(k, k.Kiosk.Texts().Text(lang, id)) })
							targets = slices.DeleteFunc(targets, k.Has)
							for _, id := range test.not {
								if k.Has(id) {
									t.Errorf("%s, %s, size %d: %s leads nowhere", panel.Name, lang, size, id)
								}
							}
							if !k.Has("page.next") {
								break
							}
							k.Press("page.next")
						}
						if len(missing) > 0 || len(targets) > 0 {
							t.Errorf("%s, %s, size %d: without the texts %v and the targets %v", panel.Name, lang, size, missing, targets)
						}
					}
				}
			}
		})
	}
}

// A text that a page tears apart is on none of them as a whole; the test above
// would miss it. So it has to be able to find nothing.
func TestSaysFindsNothingThatIsNotThere(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake")
	if says(k, "Mời bác chạm vào màn hình") || !says(k, "Hôm nay bác cần gì?") {
		t.Error("a text of another screen is found, or one of this screen is not")
	}
}

// What the attract screen says changes with the clock; a touch wakes it at any
// moment, and the invitation is always there.
func TestTheAttractScreenTellsOneThingAfterTheOther(t *testing.T) {
	for _, panel := range gallery.Panels() {
		t.Run(panel.Name, func(t *testing.T) {
			k := newStage(t, panel)
			want := []string{
				"ngày 14 trên 45", "Học kỹ năng số", "Lớp dùng VNeID cho người cao tuổi: 09:00 thứ Ba, 24/11, tại nhà văn hóa tổ dân phố số 3",
			}
			said := map[string]int{}
			alone := 0
			for range 80 {
				k.Tick(1)
				if !says(k, "Mời bác chạm vào màn hình") || !says(k, "Touch the screen to begin") {
					t.Fatal("the invitation is gone")
				}
				any := false
				for _, text := range want {
					if says(k, text) {
						said[text]++
						any = true
					}
				}
				if !any {
					alone++
				}
				lintAll(t, pictureOf(k))
				if spots := touch.Targets(k.Content()); len(spots) != 1 || spots[0].W < panel.Width || spots[0].H < panel.Height {
					t.Fatalf("what can be pressed is %+v, not all of the screen", spots)
				}
			}
			for _, text := range want {
				if said[text] != 20 {
					t.Errorf("in two rounds of 40 seconds %q stood there for %d, want 20", text, said[text])
				}
			}
			if alone != 20 {
				t.Errorf("the invitation stood alone for %d seconds, want 20", alone)
			}
			// Whatever is shown, a touch begins, and is not taken for one too many.
			k.Tick(7)
			if err := touch.Press(k.Content(), "wake"); err != nil || k.Screen() != "home" {
				t.Errorf("a touch leads to %s, %v", k.Screen(), err)
			}
		})
	}
}

func TestWithoutTheWardsDataTheAttractScreenOnlyInvites(t *testing.T) {
	k := newStageOf(t, gallery.Panels()[0], content.Ward{})
	var first []drawn
	for range 40 {
		k.Tick(1)
		now := texts(k.Content())
		if first == nil {
			first = now
		}
		if !slices.Equal(now, first) { // 40 seconds: not even the clock is another
			t.Fatalf("%v, then %v", first, now)
		}
	}
}

func TestASlideEndsWithItsDay(t *testing.T) {
	ward := gallery.Ward()
	ward.Announcements, ward.Sessions = nil, ward.Sessions[2:] // Saturday 28, 08:30 to 11:00
	k := newStageOf(t, gallery.Panels()[0], ward)
	shows := func(text string) bool {
		for range 20 {
			k.Tick(1)
			if says(k, text) {
				return true
			}
		}
		return false
	}
	hours := func(n int) { k.Tick(1); k.Wait(time.Duration(n) * time.Hour); k.Tick(1) }
	if !shows("08:30 thứ Bảy, 28/11, tại") {
		t.Error("five days before, the support point is not told of")
	}
	hours(5*24 - 9) // Saturday, about half past midnight
	if !shows("08:30 hôm nay, tại") {
		t.Error("in the morning of its day it is not told of as today's")
	}
	hours(9)
	if !shows("đang diễn ra, tại") {
		t.Error("while it runs it is not told of as now")
	}
	hours(2)
	if shows("Điểm hỗ trợ lưu động") {
		t.Error("it is told of when it is over")
	}
}

// Everything a ward has told can be reached and read, and what is read aloud has
// the date and the password in it.
func TestEveryAnnouncementAndGroupOpens(t *testing.T) {
	for _, panel := range gallery.Panels() {
		t.Run(panel.Name, func(t *testing.T) {
			k := newStage(t, panel)
			ward := gallery.Ward()
			k.Press("wake", "home.classes", "news")
			for _, a := range ward.Announcements {
				k.Press("announcement." + a.ID)
				if !says(k, a.Title.Vi) {
					t.Errorf("%s does not say %q", a.ID, a.Title.Vi)
				}
				k.Press("back")
			}
			k.Press("home", "home.connect", "wifi", "back")
			for _, group := range ward.ResidentialGroups {
				for !k.Has("group." + group.ID) {
					k.Press("page.next")
				}
				k.Press("group." + group.ID)
				if !says(k, group.Title.Vi) {
					t.Errorf("%s does not say %q", group.ID, group.Title.Vi)
				}
				k.Press("back")
			}
		})
	}
}

func TestWhatTheWardTellsIsReadAloud(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	for _, test := range []struct {
		presses []string
		want    []string
	}{
		{[]string{"home.classes"}, []string{"Lớp Bình dân học vụ số", "Thứ Năm, 26/11/2026, 14:00–16:00", "Tại nhà văn hóa"}},
		{[]string{"home.connect", "wifi"}, []string{"Nha van hoa", "xinmoivao2026", k.Kiosk.Texts().Text(locale.Vi, "wifi.money")}},
		{[]string{"home.connect", "group.3"}, []string{"4. Xem đúng tên nhóm: “Tổ dân phố số 3 - Việt Hưng”."}},
	} {
		if k.Screen() == "attract" {
			k.Press("wake")
		} else {
			k.Press("home")
		}
		k.Press(append(test.presses, "listen")...)
		var sentences []string
		for _, sentence := range k.Kiosk.Visit().Reading.Sentences {
			sentences = append(sentences, sentence.Text)
		}
		for _, want := range test.want {
			if !slices.Contains(sentences, want) {
				t.Errorf("%v: %q is not read: %q", test.presses, want, sentences)
			}
		}
	}
}

func TestHelpFromTheWiFiKnowsWhereTheResidentWas(t *testing.T) {
	k := newStage(t, gallery.Panels()[0])
	k.Press("wake", "home.connect", "wifi", "help")
	if !k.Has("topic.here") || k.Has("topic.zalo") {
		t.Error("the topic is not offered once, at the top")
	}
	k.Press("topic.here")
	if got := (visit.Topic{Kind: visit.GeneralTopic, ID: "zalo"}); k.Kiosk.Visit().Help.Topic != got {
		t.Errorf("asked about %+v", k.Kiosk.Visit().Help.Topic)
	}
}

// longest writes words until there are n letters.
func longest(n int) string {
	text := []rune(strings.Repeat("nghiêng ", n/8+1))[:n]
	if text[n-1] == ' ' {
		text[n-1] = 'g'
	}
	return string(text)
}

// Everything as long as an officer may write it: nothing ends outside the window
// or over something else, whatever the panel and the size of the text.
func TestTheLongestThingsAWardMaySay(t *testing.T) {
	both := func(n int) locale.Text { return locale.Text{Vi: longest(n), En: longest(n)} }
	ward := gallery.Ward()
	ward.WiFi = content.WiFi{SSID: strings.Repeat("W", 32), Password: strings.Repeat("M", 63), Hidden: true}
	for i := range ward.Announcements {
		ward.Announcements[i].Title, ward.Announcements[i].Body = both(48), both(240)
	}
	for i := range ward.Sessions {
		ward.Sessions[i].Title, ward.Sessions[i].Where = both(48), both(64)
	}
	for i := range ward.ResidentialGroups {
		group := &ward.ResidentialGroups[i]
		group.Title, group.Leader = both(48), longest(48)
		if group.Zalo != "" {
			group.Zalo, group.ZaloName = "https://zalo.me/g/"+strings.Repeat("w", 24), longest(48)
		}
	}
	for _, panel := range gallery.Panels() {
		for name, presses := range map[string][]string{
			"classes": {"home.classes"}, "news": {"home.classes", "news"},
			"announcement":     {"home.classes", "news", "announcement.courses"},
			"announcement-day": {"home.classes", "news", "announcement.campaign"},
			"connect":          {"home.connect"}, "wifi": {"home.connect", "wifi"},
			"zalo-group": {"home.connect", "group.3"}, "zalo-group-none": {"home.connect", "group.5"},
		} {
			t.Run(name+"/"+panel.Name, func(t *testing.T) {
				k := newStageOf(t, panel, ward)
				for range 40 {
					k.Tick(1)
					lintAll(t, pictureOf(k))
				}
				k.Press("wake")
				for _, press := range presses {
					for !k.Has(press) {
						k.Press("page.next")
					}
					k.Press(press)
				}
				for size := range visit.TextSizes {
					k.Kiosk.Handle(visit.TextSizeChosen{Size: size})
					for pages := 1; ; pages++ {
						lintAll(t, pictureOf(k))
						if !k.Has("page.next") || t.Failed() {
							break
						}
						k.Press("page.next")
					}
				}
			})
		}
	}
}

package gallery

import (
	"time"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/locale"
)

// Ward returns what a ward could tell its residents on the day of the stage's
// clock. All of it is made up.
func Ward() content.Ward {
	return content.Ward{
		Announcements: []content.Announcement{
			{
				ID:    "campaign",
				Title: locale.Text{Vi: "45 ngày đêm hỗ trợ chuyển đổi số", En: "45 days and nights of digital support"},
				Body: locale.Text{
					Vi: "Cán bộ và tình nguyện viên hướng dẫn bác tại nhà văn hóa, buổi sáng và buổi tối. Bác mang theo điện thoại và thẻ căn cước.",
					En: "Staff and volunteers help you at the culture house, mornings and evenings. Bring your phone and ID card.",
				},
				From: date(time.November, 10), Until: date(time.December, 24), Numbered: true,
				Source: "UBND phường", Checked: date(time.November, 9),
			},
			{
				ID:    "courses",
				Title: locale.Text{Vi: "Học kỹ năng số trên Bình dân học vụ số", En: "Learn digital skills on the national site"},
				Body: locale.Text{
					Vi: "Bác quét mã, đăng nhập bằng VNeID rồi chọn một khóa. Bác xem lần lượt từng bài.",
					En: "Scan the code, log in with VNeID and choose a course. Take the lessons in order.",
				},
				Address: "https://binhdanhocvuso.gov.vn", Shown: "binhdanhocvuso.gov.vn",
				Source: "binhdanhocvuso.gov.vn", Checked: date(time.November, 23),
			},
		},
		Sessions: []content.Session{
			{
				Kind:  content.Class,
				Title: locale.Text{Vi: "Lớp Bình dân học vụ số", En: "Digital literacy class"},
				Where: locale.Text{Vi: "nhà văn hóa", En: "the culture house"},
				Start: 14 * time.Hour, End: 16 * time.Hour,
				Weekday: time.Thursday, From: date(time.November, 5), Until: date(time.December, 31),
			},
			{
				Kind:  content.Class,
				Title: locale.Text{Vi: "Lớp dùng VNeID cho người cao tuổi", En: "VNeID for older people"},
				Where: locale.Text{Vi: "nhà văn hóa tổ dân phố số 3", En: "the culture house of group 3"},
				Start: 9 * time.Hour, End: 10*time.Hour + 30*time.Minute,
				Weekday: time.Tuesday, Until: date(time.December, 15),
			},
			{
				Kind:  content.SupportPoint,
				Title: locale.Text{Vi: "Điểm hỗ trợ lưu động", En: "Mobile support point"},
				Where: locale.Text{Vi: "sân chơi tổ dân phố số 7", En: "the playground of group 7"},
				Start: 8*time.Hour + 30*time.Minute, End: 11 * time.Hour, Date: date(time.November, 28),
			},
		},
		ResidentialGroups: []content.ResidentialGroup{
			group("3", "Tổ trưởng tổ 3"),
			{ID: "5", Title: locale.Text{Vi: "Tổ dân phố số 5", En: "Residential group 5"}, Checked: date(time.November, 20)},
			group("7", ""), group("11", "Tổ trưởng tổ 11"),
		},
		WiFi: content.WiFi{SSID: "Nha van hoa", Password: "xinmoivao2026"},
	}
}

func group(number, leader string) content.ResidentialGroup {
	return content.ResidentialGroup{
		ID:    number,
		Title: locale.Text{Vi: "Tổ dân phố số " + number, En: "Residential group " + number},
		Zalo:  "https://zalo.me/g/example" + number, ZaloName: "Tổ dân phố số " + number + " - Việt Hưng",
		Leader: leader, Checked: date(time.November, 20),
	}
}

// date is a day of the year on the stage.
func date(month time.Month, day int) time.Time {
	return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC)
}

package screen

import (
	"strings"

	"fyne.io/fyne/v2"

	"github.com/diemcham/diemcham/kiosk/content"
	"github.com/diemcham/diemcham/kiosk/ui/theme"
	"github.com/diemcham/diemcham/kiosk/ui/touch"
)

// CardData is a learning card as it is shown.
type CardData struct {
	Code     string   // its letters in four groups
	QR       [][]bool // the same for a scanner
	Done, Of int      // lessons
	Skills   []CardSkill
	Changed  bool   // its paper says less
	Scan     bool   // the kiosk has a scanner
	Groups   bool   // the ward lists residential groups
	Group    string // the one named; empty: none
}

// CardSkill is a skill and how many lessons are missing to reach it.
type CardSkill struct {
	Skill   content.Skill
	Missing int
}

// CardActions is what can be pressed beside a learning card, but for printing it.
type CardActions struct{ Group, More func() }

// LearningCard shows the card in use: its code, what is done, which skills are
// reached. Its slip is the card on paper; the certificate can be had once a skill
// is reached.
func LearningCard(e Env, bars Bars, data CardData, page Page, paper, certificate Slip, on CardActions) fyne.CanvasObject {
	// On a low panel the largest text leaves no room for a second row in the bar.
	tight := e.narrow() && e.compact()
	if !tight {
		bars.Go = e.goOn("card.more", "arrow-right", on.More)
	}
	s, b := e.frame(bars)
	how := "card.type"
	if data.Scan {
		how = "card.scan"
	}
	parts := []touch.Part{paragraph(e.titleRole(), e.text("card.title"))}
	letters := touch.Paragraph{Role: theme.Digit, Text: inTwo(data.Code), Options: []touch.TextOption{touch.Centred}}
	qr := code{modules: data.QR, what: e.text("card.code"), how: e.text("card.photo"), said: letters}
	if e.narrow() { // the card has no room for its letters
		if e.Look.Width(letters.Role, data.Code) <= b.w {
			letters.Text = data.Code
		}
		parts, qr.said = append(parts, letters), group{}
	}
	parts = append(parts, group{paragraph(theme.Body, e.text("card.what")), paragraph(theme.Body, e.text(how))})
	switch {
	case paper.State != SlipNone:
	case paper.Why != "":
		parts = append(parts, touch.Notice{Tone: theme.Gold, Text: e.text("print.none_card")})
	case data.Changed:
		parts = append(parts, touch.Notice{Icon: "printer", Tone: theme.Gold, Text: e.text("card.changed")})
	}
	parts = append(parts, paper.notice(e, "print.none_card")...)
	parts = append(parts, certificate.notice(e, "print.none_certificate")...)
	buttons := e.cardButtons(data, paper, certificate, on)
	if tight {
		buttons = append(buttons, touch.Button{ID: "card.more", Label: e.text("card.more"), Kind: touch.Try, OnPress: on.More})
	}
	if len(buttons) > 0 {
		parts = append(parts, buttons)
	}
	first := len(parts) // what is wanted most comes before the code
	progress := group{paragraph(theme.Heading, e.text("card.progress", "n", data.Done, "m", data.Of))}
	if data.Group != "" {
		progress = append(progress, paragraph(theme.Body, e.text("card.group_named", "group", data.Group)))
	}
	for _, each := range data.Skills {
		progress = append(progress, e.cardSkill(each))
	}
	parts = append(parts, progress)
	gap := e.gap() * 0.4
	if e.compact() {
		gap = e.gap() * 0.3
	}
	e.beside(s, b, qr, gap, page, first, parts)
	return picture(s)
}

func (e Env) cardButtons(data CardData, paper, certificate Slip, on CardActions) (buttons flow) {
	switch {
	case paper.Can:
		button := touch.Button{ID: "print", Label: e.text("card.print"), Icon: "printer", Kind: touch.Print, OnPress: paper.OnPrint}
		if paper.State != SlipNone {
			button.Kind = touch.Plain
		}
		buttons = append(buttons, button)
	case paper.Why != "":
		buttons = append(buttons, paper.stopped())
	}
	if certificate.Can {
		buttons = append(buttons, touch.Button{ID: "certificate", Label: e.text("card.certificate"), Icon: "certificate", OnPress: certificate.OnPrint})
	}
	if data.Groups {
		buttons = append(buttons, touch.Button{ID: "card.group", Label: e.text("card.group"), Icon: "users-three", OnPress: on.Group})
	}
	return buttons
}

// cardSkill says in words, and by its icon, whether a skill is reached.
func (e Env) cardSkill(s CardSkill) touch.Part {
	name := e.text("skill." + string(s.Skill))
	if s.Missing == 0 {
		return touch.Bullet{Icon: "check-circle", Tone: theme.Green, Text: e.text("card.reached", "skill", name), Role: theme.Body}
	}
	return touch.Bullet{Icon: skillIcon(s.Skill), Tone: theme.Blue, Text: e.text("card.missing", "skill", name, "n", s.Missing), Role: theme.Body}
}

// inTwo breaks the letters of a card into two lines.
func inTwo(letters string) string {
	groups := strings.Split(letters, "-")
	half := min(2, len(groups))
	return strings.TrimRight(strings.Join(groups[:half], "-")+"\n"+strings.Join(groups[half:], "-"), "\n")
}

// CardGroup asks which residential group a household is of, and does not insist.
func CardGroup(e Env, bars Bars, groups []content.ResidentialGroup, named string, page Page, choose func(id string)) fyne.CanvasObject {
	s, b := e.frame(bars)
	row := func(id, title, of string) touch.Part {
		return touch.Row{
			ID: id, Icon: e.rowIcon("users-three"), Small: e.compact(), Tone: theme.Blue,
			Title: title, Done: of == named && of != "", OnPress: func() { choose(of) },
		}
	}
	rows := []touch.Part{row("home.none", e.text("card.home.none"), "")}
	for _, each := range groups {
		rows = append(rows, row("home."+each.ID, each.Title.In(e.Lang), each.ID))
	}
	columns := 1
	if e.Width >= 1300 {
		columns = 2
	}
	e.list(s, b, e.text("card.home.title"), e.moreLine("card.home.why"), columns, page, rows)
	return picture(s)
}

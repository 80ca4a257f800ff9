package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// New returns the look as a theme for Fyne itself: the window's ground and
// whatever text is not drawn by package touch. Nothing in it lights up under a
// pointer or a focus, for a pointer stays where the finger last was.
func New(look Look) fyne.Theme { return fyneTheme{look} }

type fyneTheme struct{ look Look }

func (t fyneTheme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	switch name {
	case fynetheme.ColorNameHover, fynetheme.ColorNameFocus, fynetheme.ColorNamePressed,
		fynetheme.ColorNameShadow:
		return color.Transparent
	case fynetheme.ColorNameBackground:
		return t.look.Color(Paper)
	case fynetheme.ColorNameForeground:
		return t.look.Color(Ink)
	case fynetheme.ColorNameButton, fynetheme.ColorNameInputBackground, fynetheme.ColorNameMenuBackground,
		fynetheme.ColorNameOverlayBackground, fynetheme.ColorNameHeaderBackground:
		return t.look.Color(Card)
	case fynetheme.ColorNamePlaceHolder, fynetheme.ColorNameDisabled:
		return t.look.Color(Muted)
	case fynetheme.ColorNameInputBorder, fynetheme.ColorNameSeparator, fynetheme.ColorNameScrollBar,
		fynetheme.ColorNameDisabledButton:
		return t.look.Color(Line)
	case fynetheme.ColorNamePrimary, fynetheme.ColorNameHyperlink:
		return t.look.Color(Teal.Deep())
	case fynetheme.ColorNameError:
		return t.look.Color(Red.Deep())
	case fynetheme.ColorNameForegroundOnPrimary, fynetheme.ColorNameForegroundOnError:
		return t.look.Color(OnDark)
	}
	variant := fynetheme.VariantLight
	if t.look.Contrast {
		variant = fynetheme.VariantDark
	}
	return fynetheme.DefaultTheme().Color(name, variant)
}

func (t fyneTheme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Symbol:
		return fynetheme.DefaultTheme().Font(style)
	case style.Bold:
		return boldFont()
	}
	return mediumFont()
}

func (t fyneTheme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return fynetheme.DefaultTheme().Icon(name)
}

func (t fyneTheme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case fynetheme.SizeNameText, fynetheme.SizeNameCaptionText:
		return t.look.U(t.look.FontSize(Body))
	case fynetheme.SizeNameHeadingText, fynetheme.SizeNameSubHeadingText:
		return t.look.U(t.look.FontSize(Heading))
	}
	return fynetheme.DefaultTheme().Size(name)
}

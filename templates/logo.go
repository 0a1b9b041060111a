package templates

// LogoForm shows a logo and asks for another.
type LogoForm struct {
	Action string // where a picture is sent; what removes it is below
	URL    string // of the picture; empty where there is none
	Of     string // whose logo it is
	Note   string // where it is shown
	wrong  string // with the picture that was sent
}

// with takes what is wrong with the picture from the problems of the page.
func (f LogoForm) with(list []Problem) LogoForm {
	f.wrong = wrongAt(list, "logo")
	return f
}

// choose asks for the picture. The limits are those of the code that reads it.
func (f LogoForm) choose() Field {
	return Field{
		ID: "logo", Name: "file", Label: "Picture", Type: "file", Error: f.wrong, Attrs: map[string]any{"accept": "image/png,image/jpeg"},
		Hint: "PNG or JPEG, up to 1 MB, 4,000 pixels a side and 8 million in all. It stands on white.",
	}
}

// send is the word on the button.
func (f LogoForm) send() string {
	if f.URL == "" {
		return "Add logo"
	}
	return "Replace logo"
}

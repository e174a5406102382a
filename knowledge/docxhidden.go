package knowledge

import "slices"

// Text of a Word document is hidden by itself, or by a style of it, of its
// paragraph, of the table around it, or of one that such a style is based on. Word
// shows text that two of them hide; here it stays hidden: nobody wrote it to be read.

// onOff is a property that holds where it stands, unless it says otherwise.
type onOff struct {
	Val string `xml:"val,attr"`
}

func (o onOff) on() bool { return o.Val != "0" && o.Val != "false" && o.Val != "off" }

// styleName names a style.
type styleName struct {
	Val string `xml:"val,attr"`
}

// wordStyle is a style, as far as it matters here.
type wordStyle struct {
	ID      string    `xml:"styleId,attr"`
	Type    string    `xml:"type,attr"`
	Default string    `xml:"default,attr"`
	Name    styleName `xml:"name"`
	Based   styleName `xml:"basedOn"`
	Vanish  *onOff    `xml:"rPr>vanish"`
	Web     *onOff    `xml:"rPr>webHidden"`
	Outline *struct {
		Val int `xml:"val,attr"`
	} `xml:"pPr>outlineLvl"`
}

// hides tells what a style says itself; said is false where it says nothing.
func (s wordStyle) hides() (hidden, said bool) {
	for _, x := range []*onOff{s.Vanish, s.Web} {
		if x != nil {
			hidden, said = hidden || x.on(), true
		}
	}
	return hidden, said
}

// hidingStyles gives the styles whose text is hidden, "" for that of what names
// no style.
func hidingStyles(all []wordStyle, defaults *onOff) map[string]bool {
	byID := map[string]wordStyle{}
	for _, s := range all {
		byID[s.ID] = s
	}
	shown := defaults == nil || !defaults.on()
	out := map[string]bool{"": !shown}
	for _, s := range all {
		out[s.ID] = !shown
		var seen []string
		for at, there := s, true; there && !slices.Contains(seen, at.ID); at, there = byID[at.Based.Val] {
			if hidden, said := at.hides(); said {
				out[s.ID] = hidden
				break
			}
			seen = append(seen, at.ID)
		}
		if s.Type == "paragraph" && s.Default != "" && (onOff{s.Default}).on() {
			out[""] = out[s.ID]
		}
	}
	return out
}

// hidden tells whether a style hides; one that is not there is as none.
func (w *docxWalk) hidden(style string) bool {
	hides, there := w.hiding[style]
	return hides || !there && w.hiding[""]
}

// hides tells whether a run is hidden before it says anything itself.
func (w *docxWalk) hides() bool {
	return w.hidden(w.para.style) ||
		slices.ContainsFunc(w.tables, func(t *docxTable) bool { return t.style != "" && w.hidden(t.style) })
}

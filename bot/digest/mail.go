package digest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"
)

// chartID names the chart within a mail: mail programs show no picture that
// stands in the page itself.
const chartID = "chart@countersign"

// Mail gives the report as a message ready to be sent (RFC 5322): the text, the
// same as a page, and the chart. Whoever sends it adds From, To and Date.
func (r *Report) Mail() ([]byte, error) {
	page, err := r.page("cid:" + chartID)
	if err != nil {
		return nil, err
	}
	png, err := r.PNG()
	if err != nil {
		return nil, err
	}
	var related, all bytes.Buffer
	inner, outer := multipart.NewWriter(&related), multipart.NewWriter(&all)
	err = firstError(
		part(inner, map[string]string{"Content-Type": "text/html; charset=utf-8"}, page),
		part(inner, map[string]string{"Content-Type": "image/png", "Content-ID": "<" + chartID + ">", "Content-Disposition": `inline; filename="chart.png"`}, png),
		inner.Close(),
		part(outer, map[string]string{"Content-Type": "text/plain; charset=utf-8"}, []byte(strings.ReplaceAll(r.Text(), "**", ""))),
	)
	if err != nil {
		return nil, fmt.Errorf("making the mail: %w", err)
	}
	w, err := outer.CreatePart(textproto.MIMEHeader{"Content-Type": {`multipart/related; type="text/html"; boundary="` + inner.Boundary() + `"`}})
	if err == nil {
		_, err = w.Write(related.Bytes())
	}
	if err = firstError(err, outer.Close()); err != nil {
		return nil, fmt.Errorf("making the mail: %w", err)
	}
	head := fmt.Sprintf("Subject: %s\r\nMIME-Version: 1.0\r\nX-Unsent: 1\r\nContent-Type: multipart/alternative; boundary=%q\r\n\r\n",
		mime.QEncoding.Encode("utf-8", r.Title()), outer.Boundary())
	return append([]byte(head), all.Bytes()...), nil
}

// part adds one part, in lines of base64.
func part(w *multipart.Writer, header map[string]string, content []byte) error {
	h := textproto.MIMEHeader{"Content-Transfer-Encoding": {"base64"}}
	for name, value := range header {
		h.Set(name, value)
	}
	p, err := w.CreatePart(h)
	if err != nil {
		return err
	}
	const line = 76
	for text := base64.StdEncoding.EncodeToString(content); text != ""; {
		n := min(line, len(text))
		if _, err := fmt.Fprintf(p, "%s\r\n", text[:n]); err != nil {
			return err
		}
		text = text[n:]
	}
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

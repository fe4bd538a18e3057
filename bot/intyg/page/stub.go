package page

import "context"

func (r *Reader) readPicture(ctx context.Context, data []byte) (Document, error) {
	return Document{}, ErrUnknown
}

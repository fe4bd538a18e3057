package page

import "context"

func (r *Reader) readPicture(ctx context.Context, data []byte) (Document, error) {
	return Document{}, ErrUnknown
}
func openTNEF(u *unpacker, it Item) error { return ErrUnknown }
func openMSG(u *unpacker, it Item) error  { return ErrUnknown }

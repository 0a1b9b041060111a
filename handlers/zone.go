package handlers

import "time"

// knownZone reports whether a text is the IANA name of a time zone, or none at all. Local is another one on each machine.
func knownZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "Local"
}

// ownZone names the time zone of the server, by what its clock calls it where it has no other name.
func (s *Server) ownZone() string {
	now := s.now()
	if name := now.Location().String(); name != "Local" {
		return name
	}
	return now.Format("MST")
}

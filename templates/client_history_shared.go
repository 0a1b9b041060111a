package templates

// contactDone says what was done to the list of people at a client.
func contactDone(verb string) string {
	switch verb {
	case "add":
		return "Contact added"
	case "remove":
		return "Contact taken out"
	default:
		return "Contact changed"
	}
}

// shared says what went between the provider and a contact; who did it stands beside it.
func (e HistoryEvent) shared(subject, verb string) string {
	text := sharedDone(subject+"."+verb, e.Count)
	if e.Period != 0 {
		text += ", " + e.year()
	}
	return text
}

func sharedDone(action string, n int) string {
	several := func(one, many string) string {
		if n > 1 {
			return many
		}
		return one
	}
	switch action {
	case "share.make":
		return "Questions shared with contacts"
	case "share.remind":
		return several("Contact reminded", "Contacts reminded")
	case "share.link":
		return several("Link made for a contact", "Links made for contacts")
	case "share.code":
		return "Link followed and code sent"
	case "share.refused":
		return "Wrong code or passphrase typed"
	case "share.enter":
		return "Came in by link"
	case "share.leave":
		return "Visit by link ended"
	case "share.answer":
		return counted(n, "answer", "answers") + " saved by a contact"
	case "share.pass-on":
		return several("Question passed on to a colleague", "Questions passed on to colleagues")
	case "share.file":
		return several("File added by a contact", "Files added by a contact")
	case "share.submit":
		return "Answers sent by a contact"
	case "share.accept":
		return counted(n, "answer", "answers") + " of contacts accepted"
	case "share.return":
		return counted(n, "answer", "answers") + " given back to contacts"
	case "share.extend":
		return "Due day of a share changed"
	case "share.revoke":
		return several("Share with a contact revoked", "Shares with contacts revoked")
	case "message.write":
		return several("Message on a question", "Messages on questions")
	case "campaign.make":
		return "PHI screening sent by link"
	case "campaign.leave-out":
		return "Left out of a screening by link"
	default:
		return "Share changed"
	}
}

package care

import "slices"

// Model is Skärholmens arbetsmodell. Read it top to bottom: in each step, the
// first row whose event and conditions fit says who is told or asked what, and
// which step comes next. The comment at the end of a row is the sentence of the
// printed model that the row carries out, after its number in the six steps.
//
// Conditions see the case as it stands after the event. A row that asks expects
// an answer in the same thread. A row that orders carries what HTJ must know
// about the person, and so only goes where documents may go.
var Model = map[Step][]Row{
	Assessment: slices.Concat([]Row{
		on[AssessmentAsked]().welcome().ask(BIH, "foresla_samtal"),                                     // 1.1 Lämnar ut skriftlig information … 1.3 PVR mejlar BIH:s mottagningsbrevlåda
		on[AssessmentGiven]().when(advisedAgainst).tell(PVR, "avstyrks"),                               // 1.5 Ger förhandsbedömning utifrån erhållen information
		on[AssessmentGiven]().when(routed).ask(PVR, "forhandsbedomning", Blank).ask(HTJ, "pvr_ringer"), // 1.4 Följande tas upp på telefonsamtalet 1.5 Ger förhandsbedömning 1.6 PVR kontaktar samordnare på HTJ 1.7 Fyller i intygets alla fält komplett
		on[AssessmentGiven]().ask(PVR, "forhandsbedomning", Blank),                                     // 1.5 Ger förhandsbedömning utifrån erhållen information
		on[ContactNamed]().tell(PVR, "kontaktperson").tell(HTJ, "kontaktperson_noterad"),               // 1.6 får kontaktuppgifter till den enskildes kontaktperson
	}, intake),
	Application: slices.Concat(intake, []Row{
		on[ReadingConfirmed]().ask(BIH, "ansokan"),                                                                                     // 2.1 Intyget tillförs underlaget för utredning
		on[CompletionAsked]().ask(PVR, "komplettering", Blank),                                                                         // 2.2 Kontaktar PVR om kompletterande uppgifter behövs
		on[ApplicationObtained]().ask(BIH, "beslut"),                                                                                   // 2.3 Den enskilde kontaktas för att inhämta ansökan 2.4 Bedömer om stödet är rimligt
		on[DecisionMade]().when(granted, unrouted).tell(PVR, "bifall").ask(BIH, "valj_utforare").to(Startup),                           // 2.6 Beställer egenvårdsinsatsen
		on[DecisionMade]().when(granted, byHand).tell(PVR, "bifall").ask(BIH, "skickat_sjalv", Order, Original, Letter).to(Startup),    // 2.6 Beställer egenvårdsinsatsen och skickar intyget
		on[DecisionMade]().when(granted, unproven).tell(PVR, "bifall").ask(BIH, "godkann_adress").to(Startup),                          // 2.6 Beställer egenvårdsinsatsen
		on[DecisionMade]().when(granted, extended).tell(PVR, "bifall").order("bestallning_forlangd").ask(BIH, "meddelat").to(Delivery), // 2.6 Beställer egenvårdsinsatsen 6.2 BIH meddelar HTJ om insatsen ska förlängas
		on[DecisionMade]().when(granted).tell(PVR, "bifall").order("bestallning").ask(BIH, "meddelat").to(Startup),                     // 2.5 Beslut meddelas till den enskilde 2.6 skickar intyget/underlaget till HTJ 2.7 Beslut meddelas till PVR
		on[DecisionMade]().when(extended).tell(PVR, "avslag").tell(HTJ, "avslutas").ask(BIH, "meddelat"),                               // 2.7 Beslut meddelas till PVR (både vid bifall och avslag)
		on[DecisionMade]().tell(PVR, "avslag").ask(BIH, "meddelat"),                                                                    // 2.5 Beslut meddelas till den enskilde 2.7 Beslut meddelas till PVR (både vid bifall och avslag)
	}),
	Startup: {
		on[ProviderChosen]().when(byHand).ask(BIH, "skickat_sjalv", Order, Original),                                   // 2.6 Beställer egenvårdsinsatsen och skickar intyget
		on[ProviderChosen]().when(unproven).ask(BIH, "godkann_adress"),                                                 // 2.6 Beställer egenvårdsinsatsen
		on[AddressProven]().when(extended).order("bestallning_forlangd").ask(BIH, "meddelat").to(Delivery),             // 2.6 Beställer egenvårdsinsatsen
		on[AddressProven]().when(told).order("bestallning"),                                                            // 2.6 Beställer egenvårdsinsatsen
		on[AddressProven]().order("bestallning").ask(BIH, "meddelat"),                                                  // 2.6 Beställer egenvårdsinsatsen
		on[ProviderChosen]().order("bestallning"),                                                                      // 2.6 Beställer egenvårdsinsatsen och skickar intyget
		on[OrderCarried]().when(started).to(Delivery),                                                                  // 2.6 Beställer egenvårdsinsatsen 6.2 om insatsen ska förlängas
		on[OrderCarried]().ask(HTJ, "startbesked"),                                                                     // 3.1 HTJ planerar för uppstart
		on[OrderDeclined]().ask(BIH, "valj_utforare"),                                                                  // 2.6 Beställer egenvårdsinsatsen
		on[StartProposed]().when(halfAnswered).ask(HTJ, "startbesked"),                                                 // 3.1 om gemensamt hembesök för instruktion behövs
		on[StartProposed]().when(joint).ask(PVR, "foresla_hembesok").ask(HTJ, "informera_start").tell(BIH, "uppstart"), // 3.1 Meddelar PVR när uppstart kan ske 3.3 Gemensamt hembesök
		on[StartProposed]().tell(PVR, "uppstart").ask(HTJ, "informera_start").tell(BIH, "uppstart"),                    // 3.1 Meddelar PVR när uppstart kan ske 3.2 Informerar den enskilde
		on[StartReached]().tell(BIH, "insatsen_startar").to(Delivery),                                                  // 4.1 HTJ utför stödet
	},
	Delivery: {
		on[StartProposed]().when(halfAnswered).ask(HTJ, "startbesked"),                                                 // 3.1 om gemensamt hembesök för instruktion behövs
		on[StartProposed]().when(joint).ask(PVR, "foresla_hembesok").ask(HTJ, "informera_start").tell(BIH, "uppstart"), // 3.3 Gemensamt hembesök för HTJ och PVR
		on[StartProposed]().tell(PVR, "uppstart").ask(HTJ, "informera_start").tell(BIH, "uppstart"),                    // 3.1 Meddelar PVR när uppstart kan ske
		on[ReminderDue]().when(remindsOf("uppfoljning")).remind().to(FollowUp),                                         // 5.1 Uppföljande hembesök cirka två till tre veckor innan intygets avslutsdatum
	},
	FollowUp: {},
	Closing: {
		on[EndTold]().when(toldToEnd).tell(HTJ, "avslutas").tell(PVR, "avslutas"), // 6.2 BIH meddelar HTJ
		on[EndTold]().tell(HTJ, "forlangs"),                                       // 6.2 BIH meddelar HTJ om insatsen ska förlängas, senast en vecka innan planerat avslut
	},
}

// intake is what happens when an intyg comes in, or when what stood in the way
// of reading it is gone.
var intake = []Row{
	on[StopCleared]().when(givenUp, granted).tell(HTJ, "avslutat").tell(PVR, "avslutat").tell(BIH, "avslutat").close(),
	on[StopCleared]().when(givenUp).tell(BIH, "avslutat").close(),
	arrival().when(stopped).ask(BIH, "stopptecken"),
	on[IntygReceived]().when(stranger, fetched).ask(BIH, "valj_forskrivare"),
	arrival().when(stranger).ask(BIH, "okand_avsandare"),
	arrival().when(hasIntyg, incomplete, strangeForm).welcome().ask(BIH, "okand_blankett").to(Application), // 2.1 Intyget tillförs underlaget
	arrival().when(hasIntyg, incomplete).welcome().ask(BIH, "begar_komplettering").to(Application),         // 1.2 Inhämtar samtycke för att planera med HTJ och BIH 2.1 Intyget tillförs underlaget 2.2 Kontaktar PVR om kompletterande uppgifter behövs
	arrival().when(hasIntyg, doubtful).welcome().ask(BIH, "bekrafta_uppgifter").to(Application),            // 2.1 Intyget tillförs underlaget för utredning
	arrival().when(hasIntyg).welcome().ask(BIH, "ansokan").to(Application),                                 // 2.1 Intyget tillförs underlaget 2.3 Den enskilde kontaktas för att inhämta ansökan
}

// Anytime holds the rows that apply in every step, tried after the step's own.
var Anytime = slices.Concat([]Row{
	on[TimesProposed]().when(calledOff, toldBefore).move("flytt", "flytt_noterad").ask(HTJ, "informera_avbokat"), // 3.2 meddelar tid för gemensamt hembesök
	on[TimesProposed]().when(calledOff).move("flytt", "flytt_noterad"),                                           // 1.3 kommer överens om tid 3.3 Gemensamt hembesök 5.2 för att boka tid för gemensam uppföljning
	on[TimesProposed]().askOthers("tider").echo("tider_noterade"),                                                // 1.3 kommer överens med BIH om tid för telefonsamtal 3.3 Gemensamt hembesök 5.2 för att boka tid för gemensam uppföljning
	on[TimesChosen]().when(agreedOn(Visit)).book("bokat").ask(HTJ, "informera_hembesok"),                         // 3.2 meddelar tid för gemensamt hembesök 3.3 Kontaktperson från HTJ medverkar
	on[TimesChosen]().when(agreed).book("bokat"),                                                                 // 1.3 kommer överens med BIH om tid för telefonsamtal 5.2 boka tid för gemensam uppföljning
	on[TimesChosen]().or(TimesRefused{}).when(nothingFits).askProposer("inga_tider").echo("svar_noterat"),        // 1.3 kommer överens om tid 3.3 Gemensamt hembesök 5.2 boka tid för gemensam uppföljning
	on[TimesChosen]().or(TimesRefused{}).tell(BIH, "tider_svar").echo("svar_noterat"),                            // 1.3 kommer överens om tid 3.3 Gemensamt hembesök 5.2 boka tid för gemensam uppföljning
	on[MeetingCancelled]().when(calledOff, toldBefore).callOff("avbokat").ask(HTJ, "informera_avbokat"),          // 3.2 meddelar tid för gemensamt hembesök
	on[MeetingCancelled]().when(calledOff).callOff("avbokat"),                                                    // 1.3 kommer överens om tid 3.3 Gemensamt hembesök 5.2 boka tid för gemensam uppföljning
	on[BookingDoubted]().when(booked).ask(BIH, "bokning_oklar").answerDoubter("fel_noterat"),
	on[BookingConfirmed]().when(booked, byBIH).reassure("tiden_galler"),
	on[BookingConfirmed]().when(booked, wasDoubted).tell(BIH, "tiden_galler"),
	on[BookingConfirmed](), // it was right all the time
	on[MeetingHeld]().when(notHeld(Visit)).ask(PVR, "motet_uteblev").tell(HTJ, "motet_uteblev").tell(BIH, "motet_uteblev"),      // 3.3 Gemensamt hembesök
	on[MeetingHeld]().when(notHeld(Call)).tell(PVR, "motet_uteblev").ask(BIH, "foresla_samtal"),                                 // 1.3 kommer överens med BIH om tid för telefonsamtal
	on[MeetingHeld]().when(notHeld(Review)).ask(PVR, "motet_uteblev").tell(BIH, "motet_uteblev"),                                // 5.2 boka tid för gemensam uppföljning
	on[MeetingHeld]().tell(BIH, "motet_klart"),                                                                                  // 3.3 PVR instruerar och informerar HTJ och den enskilde
	on[PersonInformed]().when(refused, settled, ofDecision).tell(BIH, "avslutat").close(),                                       // 2.5 Beslut meddelas till den enskilde
	on[PersonInformed]().tell(BIH, "informerad").echo("informerad_noterad"),                                                     // 3.2 Informerar den enskilde om när insatsen kan påbörjas
	on[QuestionAsked]().when(byHandQuestion).tell(BIH, "fraga"),                                                                 // 4.1 Kontaktar PVR vid frågor eller problem kring utförandet
	on[QuestionAsked]().relay("fraga").tell(BIH, "fraga"),                                                                       // 4.1 Kontaktar PVR vid frågor eller problem kring utförandet
	on[NeedChanged]().ask(BIH, "forandrat_behov"),                                                                               // 4.2 Kontaktar BIH om justering behövs på grund av förändrade behov
	on[ChangeHandled]().when(toEnd, granted).pass("besked").to(Closing),                                                         // 4.3 Om det uppstår förändringar i situationen kontaktar BIH PVR och/eller HTJ
	on[ChangeHandled]().pass("besked"),                                                                                          // 4.3 Om det uppstår förändringar i situationen kontaktar BIH PVR och/eller HTJ
	on[OutcomeReported]().when(toChange).ask(BIH, "forandrat_behov").echo("andring_noterad"),                                    // 5.3 ny bedömning/ny status
	on[OutcomeReported]().when(toExtend, goesOn).tell(PVR, "omprovad").tell(HTJ, "omprovad").tell(BIH, "omprovad").to(Delivery), // 5.3 ny bedömning/ny status
	on[OutcomeReported]().when(toExtend).ask(PVR, "forlangning", Blank).ask(BIH, "besked_htj").to(Closing),                      // 5.3 ny bedömning/ny status 6.1 PVR meddelar BIH om intyget ska förlängas
	on[OutcomeReported]().tell(PVR, "avslut_noterat").ask(BIH, "besked_htj").to(Closing),                                        // 6.1 PVR meddelar BIH om intyget ska förlängas
	on[EndTold]().when(toldToEnd).tell(HTJ, "avslutas").tell(PVR, "avslutas").to(Closing),                                       // 6.2 BIH meddelar HTJ
	on[EndTold]().tell(HTJ, "forlangs"),                                                                                         // 6.2 BIH meddelar HTJ om insatsen ska förlängas
	on[EndReached]().when(partly).tell(HTJ, "delslut").tell(PVR, "delslut").tell(BIH, "delslut").to(Delivery),                   // 6.3 Avslut
	on[EndReached]().when(endingAgreed).tell(HTJ, "avslutat").tell(PVR, "avslutat").tell(BIH, "avslutat").close(),               // 6.3 Avslut
	on[EndReached]().ask(BIH, "slut_utan_besked"),                                                                               // 6.3 Avslut
	on[ReminderDue]().remind(), // 5.1 cirka två till tre veckor innan 6.1 senast två veckor innan intygets avslutsdatum 6.2 senast en vecka innan planerat avslut

	on[ProviderEnded]().ask(BIH, "utforare_slut"),
	on[ProviderChanged]().when(unproven).dismiss("utforare_bytt").tell(PVR, "ny_utforare").ask(BIH, "godkann_adress").to(Startup),               // 2.6 Beställer egenvårdsinsatsen
	on[ProviderChanged]().when(byHand).dismiss("utforare_bytt").tell(PVR, "ny_utforare").ask(BIH, "skickat_sjalv", Order, Original).to(Startup), // 2.6 Beställer egenvårdsinsatsen
	on[ProviderChanged]().dismiss("utforare_bytt").tell(PVR, "ny_utforare").order("bestallning").to(Startup),                                    // 2.6 Beställer egenvårdsinsatsen

	on[ContactAsked]().when(firstWord).tell(PVR, "samordnare").tell(BIH, "samordnare_fragad").close(), // 1.6 PVR kontaktar samordnare på HTJ
	on[ContactAsked]().tell(PVR, "samordnare").tell(BIH, "samordnare_fragad"),                         // 1.6 PVR kontaktar samordnare på HTJ

	on[OrderUndone]().tell(BIH, "angrat"),
	on[OrderLeft](),
	on[LettersHeld]().when(unpermitted, unsent).ask(BIH, "samtycke_saknas").ask(BIH, "forslag"), // 1.2 Inhämtar samtycke för att planera med HTJ och BIH
	on[LettersHeld]().when(unpermitted).ask(BIH, "samtycke_saknas"),                             // 1.2 Inhämtar samtycke för att planera med HTJ och BIH
	on[LettersHeld]().ask(BIH, "forslag"),
	on[LettersReleased](),
	on[LettersDropped]().tell(BIH, "inte_skickat"),
	on[ConsentGiven]().tell(BIH, "samtycke_noterat"), // 1.2 Inhämtar samtycke för att planera med HTJ och BIH
	on[MailUnclear]().when(fetching).ask(BIH, "hamta_manuellt"),
	on[MailUnclear]().ask(BIH, "oklart_mejl"),
	on[FetchDropped]().tell(BIH, "hamtning_klar"),
	on[IntygCorrected]().when(nothingRight).answerChecker("rattning_svar"),
	on[IntygCorrected]().when(stopped, newSign).ask(BIH, "stopptecken").answerChecker("rattning_svar"),
	on[IntygCorrected]().tell(BIH, "rattad_uppgift").answerChecker("rattning_svar"), // 2.1 Intyget tillförs underlaget för utredning
	on[CaseReturned]().tell(PVR, "returnerat").close(),
	on[CaseHandedOver]().when(handCarried).tellSender("overlamnat").ask(BIH, "overlamna_sjalv", Original),
	on[CaseHandedOver]().handOver("overlamning").tellSender("overlamnat").close(),
	on[HandoverCarried]().tell(BIH, "overlamnat").close(),
	on[CaseRejected]().tell(BIH, "inte_vart").close(),
	on[ReplyUnclear]().when(secondTime).ask(BIH, "oklart_svar"),
	on[ReplyUnclear]().askAgain("fraga_igen"),
	on[AnswerRefused]().ask(BIH, "svar_gick_inte"),
	on[AnswerDoubted]().when(wrongAgain).ask(BIH, "svar_fel"),
	on[AnswerDoubted]().when(announced).correct("ratta_svaret").tell(PVR, "start_osaker").tell(BIH, "svar_rattas"),
	on[AnswerDoubted]().correct("ratta_svaret").tell(BIH, "svar_rattas"),
	on[AnswerConfirmed](), // it was right all the time
	on[StrangerWrote]().ask(BIH, "frammande_svar"),
	on[Acknowledged]().tell(BIH, "kvitterat"),
	on[QuestionnaireAnswered](), // it is counted
	on[StopSigned]().ask(BIH, "stopptecken"),
	on[StopCleared]().when(goingOn, settled).tell(BIH, "fortsatter"),
	on[ProtectionLifted]().when(unclear).ask(BIH, "inte_skyddat"),
	on[ProtectionLifted]().when(settled).tell(BIH, "fortsatter"),
	on[CaseEnded]().when(ended).tell(HTJ, "avslutat").tell(PVR, "avslutat").tell(BIH, "avslutat").close(), // 6.3 Avslut
	on[CaseEnded]().when(issued).tell(PVR, "avslutat").tell(BIH, "avslutat").close(),                      // 6.3 Avslut
	on[CaseEnded]().tell(BIH, "avslutat").close(),
	on[AbsenceNoted]().when(ofStaff),
	on[AbsenceNoted]().tell(BIH, "franvaro"),
	on[LetterFailed]().ask(BIH, "gick_inte_fram"),
	on[PartyReached](), // they know, by other means
	on[Misrouted]().ask(BIH, "felskick").account("felskickslista"),
	on[Paused]().tell(BIH, "pausad"),
	on[ReminderPutOff]().tell(BIH, "uppskjuten"),
	on[DutyWaived]().tell(BIH, "avford"),
	on[Resumed]().tell(BIH, "fortsatter"),
	on[Taken]().tell(BIH, "tagen"),
	on[BasisAsked]().when(frozen).underlay("underlag").account("felskickslista"),
	on[BasisAsked]().when(fetching).underlay("underlag_hamta"),
	on[BasisAsked]().underlay("underlag"),
	on[CaseAccepted]().when(noIntyg).welcome().ask(BIH, "foresla_samtal"), // 1.3 PVR mejlar BIH:s mottagningsbrevlåda
	on[IntygReceived]().when(stopped).ask(BIH, "stopptecken"),
	on[IntygReceived]().when(settled, endMoved).ask(BIH, "rattat_intyg").tell(PVR, "nytt_slut").tell(HTJ, "nytt_slut"), // 2.1 Intyget tillförs underlaget
	on[IntygReceived]().when(settled).ask(BIH, "rattat_intyg"),
}, intake)

// Afterwards holds the rows of a closed case: nothing starts by itself there,
// and nothing that comes is dropped.
var Afterwards = []Row{
	on[Reopened]().tell(BIH, "oppnad").reopen(),
	on[OrderUndone]().tell(BIH, "angrat"),
	on[OrderLeft](),
	on[LettersHeld]().ask(BIH, "forslag"),
	on[LettersReleased](),
	on[LettersDropped]().tell(BIH, "inte_skickat"),
	on[Resumed]().tell(BIH, "fortsatter"),
	on[ReminderDue]().remind(),
	on[Acknowledged]().tell(BIH, "kvitterat"),
	on[QuestionnaireAnswered](), // it is counted
	on[BasisAsked]().when(frozen).underlay("underlag").account("felskickslista"),
	on[BasisAsked]().underlay("underlag"),
	on[Misrouted]().ask(BIH, "felskick").account("felskickslista"),
	on[LetterFailed]().ask(BIH, "gick_inte_fram"),
	on[AnswerRefused]().ask(BIH, "svar_gick_inte"),
	anything().ask(BIH, "sent_svar"),
}

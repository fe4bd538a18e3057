package reply

// fillers are words that, said next to an answer, do not change it.
var fillers = []row{
	{0, tFill, 0, 0, `
	så, ju, nu, då, där, här, sedan, sen, mycket, väldigt, riktigt, jätte, super, helt, alldeles, lite, extra, rätt, ganska, precis, exakt, verkligen,
	faktiskt, egentligen, i alla fall, iallafall, i så fall, isåfall, åtminstone, igen, åter, redan, fortfarande, alltid, också, även, med, som, att, för, på, i, av, till, från,
	hos, vid, om, under, över, efter, innan, före, åt, kring, runt, inför, per, mot, utöver, hit, dit, hem, hemma, ute, in, upp, ut, ner, bort, fram, tillbaka, ihop, tillsammans, sig, sin, sitt, sina,
	en, ett, den, det, de, denna, detta, dessa, någon, något, några, nån, nåt, varandra, båda två, både, alla, allt, hela, varav,
	mig, oss, er, dig, man, vår, vårt, våra, min, mitt, mina, era, ert, er del, vår del, min del, vår sida,
	tid, tiden, tider, tiderna, dag, dagen, dagar, dagarna, datum, datumet, klockan, kl, klockslag, alternativ, alternativet, alternativen, alt, nr, nummer, nummret, val, valet, förslag, förslaget, förslagen, option, options, choice, slot, slots, time, times, day, days, date,
	besök, besöket, hembesök, hembesöket, möte, mötet, vintertid, sommartid, lokal tid, svensk tid, uppföljning, uppföljningen, samtal, samtalet, telefonsamtal, telefonsamtalet, telefon, bokning, bokningen, gemensamt, gemensam, telefonmöte, avstämning, avstämningen, träff, träffen, uppringd, upp, med på,
	enheten, gruppen, hemtjänsten, team, kontoret, mottagningen, sida, håll, del, ärendet, ärende, frågan, svar, svaret, mejl, mejlet, information, info, besked, kalendern, kalender, almanackan, almanacka, agendan, boken,
	jag, vi, ni, du, jaha, jo, visst, ja, okej, ok, okay, aha, hm, hmm, eh, öh, ahh, ah, åh, mm, mmm, nämnda, nämnd, angiven, angivna, angivet, föreslagna, föreslagen, föreslaget, ovan, nedan, ovanstående, nedanstående, följande, vår, hälsning, via, 
	vore, skulle, ska, skall, kommer, kommer att, vara, är, blir, bli, har, ha, allra, mest, mer, minst, väl, gott, fint, då blir det, då blir, instruktion, instruktionen, joint,
	insatsen, insats, insatserna, hjälpen, hjälp, stödet, stöd, träningen, träning, egenvården, egenvård, övningarna, övningen, antal, utanför, allihop, allt, härmed, internt, möjlighet, möjligheter, lucka, luckor, utrymme, tillfälle, chans, plats, förut, i natt, inatt, häromdagen, just, bland annat, t.ex, till exempel, exempelvis, onödigt, onödig, överflödigt, överflödig, obehövligt,
	e, ä, de e, dä, mej, dej, ere, ere så, ba,
	how about, what about, vad sägs om, hur vore, hur låter,
	the, a, an, of, on, in, at, for, with, to, and, or, it, is, be, this, that, we, i, you, me, us, our, my, your, will, would, could, then, there, here, very, just, do, does, so, please, both, one, day, us too, as well, from, by, also, home, visit, call,
	😊, 🙂, 😀, 😄, 😃, 😁, 😉, 🎄, ☀, 🌞, 🌸, ❤, 💙, 🥰, 🤗, 😅, 🎉, 🙌, 👏, ✨, 🌷, 🌼, 🍀, ⭐, 🌟, ❄, ☃, 🐣, 👋, 💪, 🤝, 📅, 📆, 🗓, ☺, 🌹, 🎅, 🍁, 🏠, 📞, ☎, 🕙, 🕑, 🕝, :), :-), ;), ;-), :d, =), (:, :smile:, :slightly_smiling_face:, :blush:, :pray:, :tada:, :raised_hands:, :wave:`},
}

"""Decides the sample pages that prove the stylesheet: home, record, and a management review on paper."""

from __future__ import annotations

HOME = """
{% extends "layouts/base.html" %}
{% from "components/panels.html" import section, card, history, empty %}
{% from "components/tags.html" import term, system_class, deadline, trend %}
{% from "components/pictures.html" import stacked_bar, legend, meter, timeline %}
{% from "components/tables.html" import table, row_head, cell %}
{% from "components/icons.html" import icon %}
{% block breadcrumb %}<p class="small muted">Mandag 16. november 2026</p>{% endblock %}
{% block title %}4 røde flagg og 3 saker venter på deg{% endblock %}
{% block actions %}<a class="ds-button" data-variant="secondary" href="#">{{ icon("plus") }}Meld avvik</a>
<a class="ds-button" data-variant="secondary" href="#">{{ icon("plus") }}Nytt system</a>{% endblock %}
{% set sum = [{"count": 36, "word": "ønsket", "tone": "success"}, {"count": 18, "word": "akseptabelt", "tone": "warning"},
  {"count": 4, "word": "uakseptabelt", "tone": "danger"}, {"count": 4, "word": "ikke vurdert", "tone": "neutral"}] %}
{% block main %}
<div class="grid-home"><div class="stack">
{% call section("flags", "Røde flagg", "Et rødt flagg gjør systemet uakseptabelt uansett poeng", flag=true) %}
<ul class="red-list">
<li><div><p class="row-name"><a href="#">Turnussystem</a>{{ system_class(4) }}</p>
<p class="row-text">Ikke bestått gjenopprettingstest de siste 15 månedene. <span class="muted">Systemeier Kari Myrvoll.</span></p></div>
<a class="ds-button" data-variant="secondary" data-size="sm" href="#">Be om test</a></li>
<li><div><p class="row-name"><a href="#">Barnehageportal</a>{{ system_class(3) }}</p>
<p class="row-text">Personopplysninger hos leverandør uten databehandleravtale.</p></div>
<a class="ds-button" data-variant="secondary" data-size="sm" href="#">Se avtalen</a></li></ul>
{% endcall %}
{% call section("waits", "Venter på deg") %}
<ul class="rows"><li><div><p class="row-name"><a href="#">Skal avviket meldes til Datatilsynet?</a></p>
<p class="row-text muted">E-post med helseopplysninger sendt til feil mottaker.</p></div>
{{ deadline(None, "overdue", "28 t 12 min igjen") }}</li>
<li><div><p class="row-name"><a href="#">Gi råd om risikovurderingen</a></p></div>{{ deadline(soon, "soon") }}</li>
<li><div><p class="row-name"><a href="#">Bekreft at Sak og arkiv er endret</a></p></div>{{ deadline(soon) }}</li></ul>
{% endcall %}
{% call section("health", "Systemhelse per tjenesteområde", '36 av 62 systemer er ønsket') %}
{{ legend(sum) }}
{% call table("Systemhelse per tjenesteområde",
  ["Tjenesteområde", ("Systemer", "numeric"), "Fordeling", "Status", "Siden sist"]) %}
{% for name, a, b, c, d, verdict, move in [("Helse og mestring", 6, 5, 2, 1, terms.poor, "worse"),
  ("Oppvekst", 5, 4, 1, 1, terms.fair, "same"), ("IKT og digitalisering", 7, 1, 0, 0, terms.good, "better"),
  ("Beredskap og brann", 2, 1, 0, 1, terms.unknown, "same")] %}
<tr>{{ row_head(name, "#") }}{{ cell(a + b + c + d, "Systemer", numeric=true) }}<td class="bar-cell" data-label="Fordeling">
{{ stacked_bar([{"count": a, "word": "ønsket", "tone": "success"}, {"count": b, "word": "akseptabelt", "tone": "warning"},
  {"count": c, "word": "uakseptabelt", "tone": "danger"}, {"count": d, "word": "ikke vurdert", "tone": "neutral"}], 14) }}</td>
{{ cell(term(verdict), "Status") }}{{ cell(trend(move), "Siden sist") }}</tr>
{% endfor %}{% endcall %}
{% endcall %}</div>
<div class="stack">
{% call card("Neste ledelsesgjennomgang") %}
<p class="verdict"><span class="big">59</span> dager til møtet</p>
{{ timeline([{"when": "17. des.", "title": "Innsamling starter", "state": "done"},
  {"when": "31. des.", "title": "Tallene fryses", "text": "Kl. 02.00", "state": "now"},
  {"when": "14. jan.", "title": "Møte i ledergruppen", "state": "next"}]) }}
<p><b>41 av 62</b> systemer er bekreftet av eier</p>{{ meter(41, 62, "41 av 62 systemer er bekreftet") }}
<a class="ds-button" data-variant="secondary" href="#">Åpne utkastet</a>{% endcall %}
{% call section("deadlines", "Frister de neste 30 dagene") %}<ul class="next-deadlines">
<li><time><b>17</b> nov.</time><a href="#">72-timersfrist for avvik 118</a></li>
<li><time><b>20</b> nov.</time><span><a href="#">Råd om Barnehageportal</a> fra personvernombudet</span></li></ul>{% endcall %}
{% call section("empty", "Gjennomganger") %}{{ empty("Ingen gjennomganger ennå. Den første kommer når tertialet er over.", "Se hvordan", "#") }}{% endcall %}
</div></div>
{% endblock %}
"""

RECORD = """
{% extends "layouts/record.html" %}
{% from "components/panels.html" import section, facts, history, banner, difference, decision, empty, card %}
{% from "components/tags.html" import term, state, system_class, kit_row, kit, deadline, red_flag, trend %}
{% from "components/pictures.html" import line, steps, matrix %}
{% from "components/tables.html" import table, row_head, cell %}
{% from "components/icons.html" import icon %}
{% block breadcrumb %}<nav class="breadcrumb" aria-label="Brødsmuler"><ol><li><a href="#">Systemer</a></li><li><a href="#">Helse og mestring</a></li></ol></nav>{% endblock %}
{% block title %}Turnussystem{% endblock %}
{% block meta %}{{ system_class(4) }} {{ kit_row(3, 3, 4) }} {{ kit_row(1, 2, None) }} {{ state(terms.handled) }} <span>Systemeier <a href="#">Kari Myrvoll</a></span>{% endblock %}
{% block actions %}<a class="ds-button" data-variant="secondary" href="#">{{ icon("pencil") }}Rediger</a>{% endblock %}
{% block record %}
<section class="part" id="helse" aria-label="Helse"><p class="verdict"><span class="big">69,5</span> <span class="muted">av 100</span> {{ term(terms.poor, solid=true, large=true) }}</p>
{% call banner("danger", "flag") %}<h2>Uakseptabelt på grunn av ett rødt flagg</h2><p>Systemet er i klasse 4 og har ikke bestått en gjenopprettingstest.</p>{% endcall %}
<a class="ds-button" href="#">Be om gjenopprettingstest</a>
{{ line([{"value": 84.5, "number": "84,5", "label": "30. apr."}, {"value": 79, "number": "79,0", "label": "31. aug."},
  {"value": 69.5, "number": "69,5", "label": "Nå"}], "Fra 84,5 poeng 30. april til 69,5 nå", 50) }}</section>
{% call section("avhengigheter", "Avhengigheter", '<a href="#">Vis som kart</a>' | safe) %}
{% call banner("warning", "warning") %}<b>Lønns- og personalsystem har T3, men Turnussystem trenger T4.</b> <p>Hev kravet eller begrunn avviket.</p>{% endcall %}
{% call table("Trenger", ["System", "K, I, T", "Hva", "Restrisiko", "Helse"]) %}<tr>{{ row_head("Identitetsstyring", "#") }}{{ cell(kit_row(4, 4, 4), "K, I, T") }}{{ cell("Pålogging", "Hva") }}{{ cell(term(terms.low), "Restrisiko") }}{{ cell(term(terms.good), "Helse") }}</tr>
<tr data-color="danger">{{ row_head("Lønns- og personalsystem", "#") }}{{ cell(kit_row(2, 3, 3), "K, I, T") }}{{ cell(red_flag(), "Hva") }}{{ cell(term(terms.serious), "Restrisiko") }}{{ cell(term(terms.unknown), "Helse") }}</tr>{% endcall %}{% endcall %}
{% call decision("Frist for å melde til Datatilsynet", "28 t 12 min igjen", '<a class="ds-button" data-variant="secondary" href="#">Meld til Datatilsynet</a><a class="ds-button" data-variant="secondary" href="#">Ikke meldepliktig, begrunn</a>' | safe, "Råd fra personvernombudet: Bør meldes.") %}<p>Kommunen ble kjent med bruddet lørdag 14. november kl. 13.20.</p>{% endcall %}
{% call section("endret", "Endret siden i fjor") %}{{ difference("Endret siden 20. november 2025", [{"label": "Antall brukere", "old": "820", "new": "1 140", "by": "Du endret dette 3. mars"}, {"label": "Integrasjon", "old": None, "new": "Sender bemanningstall til Datasjø", "by": None}]) }}{% endcall %}
{% call section("avtale", "Avtale og personvern") %}{{ facts([("Leverandør", "Vaktplan Leverandør AS"), ("Databehandleravtale", "Signert 03.02.2026"), ("Oppsigelsesfrist", "31.03.2027"), ("Exitplan", None)]) }}{% endcall %}
{% call section("risiko", "Risiko") %}{{ matrix({"caption": "Konsekvens", "columns": ["1 Lite sannsynlig", "2 Mindre sannsynlig", "3 Sannsynlig", "4 Svært sannsynlig"], "column_title": "Sannsynlighet", "rows": [
 {"label": "4 Svært alvorlig", "cells": [{"count": 4, "term": terms.medium, "href": "#"}, {"count": 2, "term": terms.high, "href": "#"}, {"count": 0, "term": terms.high, "href": "#"}, {"count": 0, "term": terms.high, "href": "#"}]},
 {"label": "3 Alvorlig", "cells": [{"count": 9, "term": terms.medium, "href": "#"}, {"count": 14, "term": terms.medium, "href": "#"}, {"count": 1, "term": terms.high, "href": "#"}, {"count": 0, "term": terms.high, "href": "#"}]},
 {"label": "2 Moderat", "cells": [{"count": 12, "term": terms.low, "href": "#"}, {"count": 13, "term": terms.medium, "href": "#"}, {"count": 8, "term": terms.medium, "href": "#"}, {"count": 0, "term": terms.medium, "href": "#"}]},
 {"label": "1 Ubetydelig", "cells": [{"count": 4, "term": terms.low, "href": "#"}, {"count": 0, "term": terms.low, "href": "#"}, {"count": 5, "term": terms.low, "href": "#"}, {"count": 2, "term": terms.medium, "href": "#"}]}]}) }}{% endcall %}
{% call section("tiltak", "Tiltak", "Alle 6 åpne") %}{{ empty("Ingen tiltak ennå. Legg til minst ett før avviket kan lukkes.") }}{% endcall %}
{% call section("livssyklus", "Livssyklus") %}{{ steps([{"label": "Planlagt", "note": "2018", "state": "done"}, {"label": "I drift", "note": "siden 1. mars 2019", "state": "now"}, {"label": "Under utfasing", "note": "ikke planlagt", "state": "next"}, {"label": "Avsluttet", "note": "", "state": "next"}]) }}{% endcall %}
{% call section("historikk", "Historikk") %}{{ history([{"when": "14. nov. 2026", "text": "Helsen gikk fra akseptabelt til uakseptabelt."}, {"when": "3. mars 2026", "text": "Kari Myrvoll endret antall brukere fra 820 til 1 140."}]) }}{% endcall %}
{% endblock %}
"""

REVIEW = """
{% extends "layouts/base.html" %}
{% from "components/panels.html" import section, figures, paper %}
{% from "components/tags.html" import term, trend %}
{% from "components/pictures.html" import stacked_bar, legend %}
{% from "components/tables.html" import table, row_head, cell %}
{% block title %}Ledelsens gjennomgang, 2. tertial 2026{% endblock %}
{% block meta %}<p>Samlet status {{ term(terms.fair) }} {{ trend("better", "Bedre enn i 1. tertial") }}</p>{% endblock %}
{% block actions %}<button class="ds-button" data-variant="secondary" data-print hidden>Skriv ut</button>{% endblock %}
{% block main %}
{% set parts = [{"count": 34, "word": "ønsket", "tone": "success"}, {"count": 20, "word": "akseptabelt", "tone": "warning"}, {"count": 3, "word": "uakseptabelt", "tone": "danger"}, {"count": 4, "word": "ikke vurdert", "tone": "neutral"}] %}
{% call paper("Eksempelfjord kommune · Ledelsens gjennomgang · 2. tertial 2026", "Sak 26/00417", "Unntatt offentlighet, jf. offl. § 24 tredje ledd", "Tall fryst 10.09.2026 kl. 02.00 · posisjon 4 120") %}
<div class="stack">{% call section("summary", "Oppsummering på én side") %}
<p class="lead">Systemhelsen er akseptabel og litt bedre enn i vår. Tre systemer er uakseptable, og tre saker må avgjøres i møtet.</p>
{{ figures([{"number": "34", "of": "av 61", "label": "systemer er ønsket", "change": trend("better", "3 flere")}, {"number": "48", "of": "av 61", "label": "har gyldig risikovurdering", "change": trend("better", "5 flere")}, {"number": "56", "of": "av 61", "label": "er bekreftet av eier", "change": trend("same")}, {"number": "11", "of": "dager", "label": "går før et avvik er lukket", "change": trend("worse", "2 flere")}]) }}
{{ stacked_bar(parts) }}{{ legend(parts) }}{% endcall %}
<section class="part new-page" id="areas" aria-labelledby="areas-title"><h2 id="areas-title">Status per tjenesteområde</h2>
{% call table("Status per tjenesteområde", ["Tjenesteområde", ("Systemer", "numeric"), "Status"]) %}{% for n in range(40) %}<tr>{{ row_head("Område " ~ n) }}{{ cell(n, "Systemer", numeric=true) }}{{ cell(term(terms.fair), "Status") }}</tr>{% endfor %}{% endcall %}</section></div>
{% endcall %}{% endblock %}
"""

SOURCES = {"home.html": HOME, "record.html": RECORD, "review.html": REVIEW}

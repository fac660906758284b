"""Words so many choose that a password made of them alone is soon guessed; in lower case."""

_TEXT = """
passord password passwort secret hemmelig hemmelighet velkommen welcome login logg innlogging adgang tilgang
admin administrator root bruker brukernavn user guest gjest test testing prøve prøving demo default standard
letmein slippmeginn change changeme endre endremeg bytt bytte nytt gammelt ingen nothing master sesam qwerty
qwertyuiop qwertyuiopå asdf asdfgh asdfghjkl asdfghjkløæ zxcv zxcvbnm qwer qazwsx poiu lkjh mnbv azerty
sommer vinter høst våren sommeren vinteren høsten summer winter spring autumn fall januar februar mars april
juni juli august september oktober november desember january february march june july october december
mandag tirsdag onsdag torsdag fredag lørdag søndag monday tuesday wednesday thursday friday saturday sunday
juleferie julen påske påsken ferie christmas easter holiday helg weekend norge norway noreg norsk norwegian
oslo bergen stavanger trondheim tromsø drammen kristiansand bodø ålesund fredrikstad sandnes haugesund
sarpsborg skien arendal tønsberg hamar halden lillehammer molde harstad kongsberg kommune kommunen kommunal
fylke fylkeskommune rådhus rådhuset virksomhet avdeling kontor jobb jobben arbeid skole skolen barnehage
sykehjem helse omsorg teknisk plan bygg kultur økonomi lønn personal service servicesenter systemhelse
system systemer sikkerhet informasjonssikkerhet sikker trygg security secure safe isms fotball football
håndball hockey sjakk skiing arsenal liverpool chelsea manchester united rosenborg brann viking vålerenga
real barcelona love elsker kjærlighet iloveyou elskerdeg hjerte skatt prinsesse princess solskinn sunshine
engel angel baby drage dragon monkey hund hunden katt katten hest hesten tiger løve bjørn ulven fugl kanin
superman batman pokemon starwars matrix minecraft computer datamaskin internett internet google microsoft
windows office excel outlook apple android iphone samsung facebook instagram linux ubuntu hello hallo
heisann hade takk thanks morgen morning dagen natt pappa mamma bestemor familie family venn venner friend
friends barn barna gutt jente mann dame rødt blått grønt gult svart hvitt blue green yellow black white
orange lilla purple anders andreas anne anna astrid berit camilla christian daniel einar elin elisabeth emma
erik fredrik geir hanne hans harald heidi helene henrik håkon håvard inger ingrid jakob johan john jonas
kari karin kjell kristian kristin lars leif linda line magnus maria marianne marit marte martin michael
mohammed monica morten nils nina olav olsen hansen johansen larsen andersen pedersen nilsen kristiansen
jensen karlsen berg haugen petter ragnhild randi rolf rune silje siri solveig stian stine svein terje thomas
thor tone tore torbjørn trine trond turid unni vegard vibeke øystein jesus amen heaven himmel lucky lykke
penger money kaffe coffee sjokolade chocolate pizza taco vaffel brunost laks fisk potet eple banan sushi
first second third fourth forste andre tredje fjerde number nummer tall bokstav letter alfabet alphabet
correct horse battery staple
"""

COMMON = frozenset(_TEXT.split())

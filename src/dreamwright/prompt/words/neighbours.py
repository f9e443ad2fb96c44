"""English words that look like misspelt vocabulary and are not: "house" is no "horse", "string" no "spring".

Only those within reach of the speller are listed. Knows nothing else.
"""

from __future__ import annotations

_TEXT = """
abandonedly abandonee abandoner abbed abscinding absconding absey academe accelerable accelerant accelerated
acceleratingly acceleration accelerator accend accending accenting acing advanced advancer advancingly aecial
aerophone aftercare afterguard aftershow afterswarm afterword afterworld aggry agley aheap ahmad ailanthic
airline alepine align alkine allantoic allay allee allel alloy alter alure alvine ambeer ambery ambler ameer
analoga analogise analogize analogous analogy anamorphism anchoress anchoret anchormen ancienter anciently
ancientry ancone aneroid angary antient antiquate antiqued antiquely antiquer antiquey anyon apartmental
aplanatic aplanetic appartement appeaching appending approached apter aquabatic arching archipelagic arcking
aread arking arling arming arsing artic ascendant ascendent ascent askancing asphalted asphalter asphaltic
asphaltum aspine assenting aster asterid asteroidal astroid astronautic ataractic atlantis atmosphered
atmospherical atrial attending audiencia aurorally australia australite autarchic automobiled automobilia
automotive autumnally autumny avenge avense avril azurn azury baboo backbit backboard backdropt backfit
backgrounded backgrounder backlift backlighted backlist backlisting backlot backmarker backpacked backsight
backspacer backsword backwardly backword backyard badge bailey baker ballanted ballet ballon ballooned balloting
bander bangalow banger banker banket banned bannet banter barbe barbel barde barege barfly barged bargee barken
barmen barney barning barron barye basely bason bastle battel battery battled battler battue bawley bayous
beached beaching beachy beaker beath begifting begirding begirting beglooming begunking bellowing benchy benny
beraking bereaving berley besinging bicker bicycled bicycler bider bidon bight biked bilker billet billeting
billowier binding biner biocycle birth bisom bisson bitch biter bitte blackband blackbirded blackbirder
blackboard blackened blacklist blaff blanding blanked blanker blankest blanketweed blankety blanking blawing
bleacher bleachery bleaching bleaker bleaky blear bleat blenched blenching blending blight blimy blind
blindingly bling blini blinkered blinkering bliny blistery blizzardly blizzardy blockbust blockbusted blocky
blond blonding bloody bloomy blooping bloosming blossomed blossomy blown blueish blunk blunking blurbed
blurredly blurted blush bluster blustered blusterer boink boinking boked bolder bolloxing bonkbuster bonny
boobing boohing booing booking booklight booling boomingly boosing booting boozing borming borrel bosoming boson
botte bottle bottoming bouldered boulderer bouldery boulter bounder bourder bowing bowlder brack bracketed
braking branching branner brattle brawn breached breading breadless breakfasted breakfaster bream breaming
breath breathiest breathiness breathing breathlessly breech breeching breechless breek breese breezed bricht
brick bride bridged bridget bridie bridle brilliance brilliancy brilliante brillianted brilliantly brise briss
bristly broach broaching brocading brodding broddling broke broked broker brond broodingly brooke brooking
brooky brool browne browny brunch brunching brusk buddhism buffaloed buglet bulblet bulled buller bullrush
bulrushy bunce bunchy bunco bundh bundy bungaloid bungy bunjy bunty burdening burking burley burling burningly
burny burping burred burrel burring burying butch butle butlery butted butterfat butterflyer butty bypast byroad
cabbing cackling cactuse caddy calescent calmy camber cameo camming campery camphire campier campling campong
campusing candie candled candlelighted candlelighter candlenut candlepin candler candor caned canescent cangle
caning cankle canned cannon canny canoer canter cantered cantled canton cantred cantus canty caped caper caping
capping carack caracoling caravance caravaned caravaner carbo cardy careening careering caressing caribous carlo
carmel carousal carouse caroused carouser carousing carped carper carping carrousel carted carter cartilage
cartridge cascaded casern cashing casing casper caste casted castellation castled cataphract cater cathedra
cathedrae catted cattie caudle caulifloweret cavel caver cease ceasing cellulose cellulosic cellulous centra
ceriferous certainer chace chacing chack chafe chafing chaine chair chais chaise chaleh chally chalot chamlet
champer champing chance chancing chanel chang changa changed changeling changer chanted chanting chaose chapeau
chaplet chapped chappy chare charet charge charging charing charm charry chased chaser chasmy chasse chasseing
chaste chateaus chateaux chauncing chaunge chaunging chaunting chave chawing cheat cheek cheep cheeping cheery
chert cherty chess chesty chetah chiasm chiausing chicano chickling chicly chield childe childly chile chili
chilli chimb chippy chock chomper chopped choppered choppier choral chorry chounter chrisma christian chuckling
chunter chuntered churchy chuse chusing cider cindery cindy cinematograph circled circler circlet circus cirrous
citrus clach claggy clamber clamper clamping clanging clapped clapper clash clashing classical classiciz
classico classific classis clast clastic cleck cleek cleep cleeping click cliffy clift climating climaxing
climbed clime clipped cloak cloch clocklike clodded cloddy cloff cloke cloking clomb clone cloner cloning clonk
closeting closuring clote cloudiest cloudiness cloudlessly clour cloured clous clout clouted clove clover
clownish cloye cloying cloze cluck clumber clustered clustery clutter clyster coachline coachy coalfield coapt
coastally coastland coastwise coater coattail cocciferous cocoanut coiner coinfer cointer collarless colorbred
colorer colorfully colorised colorized colorlessly coloured columbine comal combinate combing comer cometh comic
commo compassed comper compesced compete comping complected completed completely completer completest completive
complexed complexer composite compressedly compressor comprised compt comte concentus conceptus conch
conchiferous condo condom condore condy confer congested congestible congressed conjoiner connectible conner
connor consonant const constancy constantan constantly constellating constellational constered consternation
constrainer constraint constriction constructing constructional constructive constructor consultant contadine
contained containeriz conte contemner contestant continuer contract contraction contrist contriver conure
conventicle conversable convertibly convertite convertive convictible cooch cooser coost copal copped copper
copple coppy copsed copsy coram corder corel corer corker cornea corned cornel cornet cornier corniferous
cornified cornigerous coroner corpse corpuscular corral corse coset cosing cosmid cosmin cosmonautic costal
cottae cottaged cottager cottagey cottony cottown couch coulter counted countess countlessly countline
countryfied countrywide county coupe coupee coupled coupler couplet courter couter coverless covet cowal coxal
cracka cracking cracklier cracky crafter crake craking crame cramer cramper cramping craned cranking crankling
crannying crant crape craping crapped crare crashingly crated crating cratur crave cravening craver craving
crayer crayoning craze crazing creak creaky cream creasy creeing creeky creeling creepingly creepy creesing
creneling crepe creping crepuscule crescendi crescendo crescented crescentic cress crest crestal cribbing crick
crimp crimpling crimsoned crine crining crinkling crispy croggy crone cropper croppy crosse crosswind crost
crowdy crowed crown cruck cruddling cruised cruiser cruisie cruisy cruive crumbing crumblier crumpling cruse
crush crushing crusie crustal crustless cryptal crystaliz cumulonimbi cumulonimbuse cumulous cundy cunted cupped
curch cuttage cuttle cyclise cyclonite cyclope cyclose cymiferous cyprese dacked dacker daily dained dairy daise
dally dallying dancier dancy dander danger danging danker dankness dante danting dapped dapple darkener
darrained dassy daylighted deadlight deaerated deary death decelerated deceleration decelerator decerebrate
decerebrating deckel decollate decolorate decolorating decree defending defiliation definitional definitise
definitive definitiz definitize defoliate defunction degenerate degenerating degreed deinosaur deliver delivered
deliverer deliverly della delly delphin delude deluged deluxe demerited denise denser depending depriving
deraigned derive deriving derth desanding descanting descendant descended descendent descender descent
desecrated deseeding deserter deserved desistance desolated desolately desolater desolator desponding despotate
desse dessert detrained dicer dicing dicked dicker dieing diffusedly diffusive digestant digitalin digitalis
digitaliz digitally diker diking dimer dimply diner dingey dingy dining dinking dinosauric directory direr
discant disclosed discloser disclost disclosure disenclose disinclose dispending displayed displayer disputant
disserted distanced distantly distending distent distraint ditch diting dived divert divine divying dizen doable
docken docket dogmatically doily dolby dolling dolloping dolomitic dolomitise dolomitiz dolomitize dolphinet
dooked dooly dopping dorkiness doubled doubler doublet doubly douked doven dover doving dowly downcourt
downspout downtowner downwardly doyen doyly dozed dozer draft drafting dragoon drailed drainer dramatise
dramatist dramatiz dramatize drapping drastically drave dream dreamt dreamtime drear dreare drencher dribbling
drice driftingly drifty dripping dript drivel driven drivingly drizzled drizzlingly drole drolly drome dromedare
droned droner drony drooping droving ducked ducker ducky dully dumky dunce dunch duskly dwarfness dynamical
dynamitic dynamiz eagled eaglet eagre eaned eaning eared earing earthly earthwork earthworm easel easer easied
easle easted easting easying eating eaved eeven eevning elding electorial electrically electrician elevate
elevation elevatory elevon eluviated embar embed emeer emerying emmer empercing employing encampment enchained
enchanter encharged encharmed encircled enduing energetical enervated enervator engirdling enormously enring
entreme erased erasing eructing erudition eruptional escapement etherealiz ethereally etherial etherical evenest
eventing everett exchanged exclosure expansible expansile expansion expansively expensive exploding exploiting
explosive exporting exposture expulsive extensive extrema extremer extremity fabling faced fader fadged fadging
faggy failing faine fainly fairly fairyland faked faller fallow fallowed fallowing falsing famed famishing
fanded fanding faraday farce farcer farcing farded farding fared farer farmed farmery farmhand farter fashioner
fated fatling fayed fazed feare feather feathered fecal feeing feeling feering feesing feint fellating felling
fellow fellowed fellowing felonious fenced fencer fending feracious ferest ferly fermis ferny ferociously ferric
fertigate fettering feuding feying fiend fiercer fiest fifed fifteener fifteenth fifth fight figured figurer
figurework fiked fikery filiating filling filmi filmis fined finery finically finishing fiord fired firefight
firefighter firehouse fireworm firmer fishermen fisherwoman fisking fissioned fisting fisty fixer fixure fjeld
flack flacon flambe flamed flamen flamer flaming flamingly flamm flamy flanching flared flary flashy flask
flattening flatter flattering flaying fleck fleer fleme fleshing fleshling fleying flick flighty fling flint
flitter flittering flixed floatingly floaty flocky flood floreated floriation flosh flota flour floushing flout
flouting flowed flowery flued fluff fluidally flume fluor flurr flush flushing fluster flustering fluter flutier
fluttered flutterer flutteringly fluttery flyboy flyping flyting foamily focuser focussed focussing foetation
fogey foliaged foliate foliating foliation follower footbath footplate footy foray forby forced forcep forcer
forecasted foredated foregrounded forespend foresteal forester foretasted foreward forfeited forge forhowing
forky formating formational formative forme former formication formulation forslowed forslowing forth forthy
fortressed forwarded forwarder forwardly forwarn forwarned forwasted forze fostress fouest fount fountained
foutering foxed framer fraughter freeing freet freezingly freighted frenzying frequence frequency frequented
frequenter frequently freshy friezing fristed frittering frock froggy frond frontality fronte fronted frontlet
frontline frontlist froren froward frowst frowsted frowsty froze frush frust frying fucused fuffy fuggy fulled
fulling furcation furiously gabelle gaeing gaging galax gallein galleting gallising gallizing galloon
gallopading gallow gallowing galop galoping galopping gaming gandering gaping garnering gartering gating gelider
gente gentile gentled gentler gentry genty george gettering geyer gibbously gibing gieing gigantism gilden
gilder gilding gimmal giraffine glaciered gladier glarier glaze glazier gleaming glede glidder glidingly glike
glime gliming gloating globing glode glomming gloom glooming gloopy gloss glossy glove gloving glowering
glowingly glozing gnarred gnose godden golder gollop golloping goosed goosey goosy gophering gorged gorger
gorget gorillaz gorillian gosse gouge gousty gracefuller gracing graded grader gradin grading grail graip grande
granny grant graping grasp grateful gratefully gratin grating graving graying grazed grazer grazingly greed
greek greene greenhand greeniest greenling greensand greenwash greeny greet greve greyscale griding grize
grizzle groin grone groove grope gross grouf groupy grout groved grovel grovet growing grozing gryde guide
guider guiding gulden gulph gurge gushy gussy gusto gutsy guttering gutty gylden gymbal gyving hading haglet
hailstone hallway hammerheaded handhold handseled handsful hanting hardest hardily hardy harish harnesser
harvested harvestmen haslet haunting hause haver havering headband headily headlined headring headstand heady
healding healing health heaping heapy hearing hearth heartland heathland heathy heating heave heaving hedged
hedger hedgy heeding heigh heighth helicopted helicoptered hending henge henting heralding herding hereon heroin
heroon herse hider hiding hieing highlander hight hiked hilding hillo hillocked hillocky hinting hiply hirer
hiring hiving hoarse hocuse hodding hoiking hokey hoking holey holking hollering holly homer homering homey
honed honeyedly hongy honkey honky hooding hooey hoopoo hooroo hoover hoovering horde hording horizonal
horizontally horme horsebean horsed horsemeat horsemen horsemint horserace horsewoman horsey horst horste horsy
hoseman hoser hosey hoseyed hottering housed housel houseman houser housey hovea hoved hovel hoveling hovelling
hoven hoveringly howfing howking howlingly hulky hully humane humpbacked hundreder hundredor hundredth hunky
huron hurricano hurting hushy hussy husting hutting hylding hyped iceball iching immolated impale impenetrably
impenetrate imperceptive imperceptively imperfectible inarching incalescent incandesce incandesced incandescence
incandescency incandescently incandescing incense inchasing indignity inertially infinitary infinitely infiniti
infirmity inimically initialed initialer initializ initialled initialler inland inlet innard insolated insulated
intensate intensely intenser intensest intensive interstellary isled isolate itching jagaed jangle jeely jello
jigged jigger jingle jitter joggler jolly jotty journeyed journeyer jugged juggle jumpingly junctional jungled
jungli jungly jutty kaiak kangarooed keeling keight keller kenneling kevin kight killed kiloliter kilter kissel
kisser kisted kitted kittel kitteny kneeing knell knelling knevelling knolly kryometer lacily lacked laden
lading laered lagered laiding laipse laipsed laminous lamping lamplighter lanching lancing lanely lange langued
languidly lanking lansing lanterned lapise lapje lapped lappering lapsing lapwing larding laree largen larger
largo larry lased lashin lashingly lasing laster lasting lated laten laterad lateraled lateraliz laterally latex
lather lathing latter lauching lauding launcing lavendered laving lavishing lawyer lawyered lawyering layed
leaded leader leadless leadmen leafiness leakless leashing leaven leavening ledden ledge leeping leftwardly
leguminous leisurably lending leonard leotard liber lichtly licked lifer liger lightering lightninged liked
liker lilting limed limelight limned limner lineal linger linier linked linker linned linted linter linting
lipping listening listing lited literal liting littler littlie littly lived liver loaden loaving locke locker
locket locoed locomobile locomoting locomotion locomotively lodged lodger loery lofting loitering lolloping
longe longly looed looing loomed looming looning looper loosed loosing looted looting loped loper loping lopped
loppering lordy loser louped louping loury lover lowed loweringly lowery lowped lowping lowry lowsening lowser
lucked luminously lunary lunching lurry lushing luter macau macho macle macron mafic magically mainor maire
maise major malic maline malta mamma manacling manat manga mania manic manna manson mante manto mantra mantua
manty marah march marco marie marin marina mariner marino marish marle marline maror marse marshy martial martin
masque massively massy masty matching mated mater matric maundering maximumly maximus mayor meadowy meanderingly
mediaeval mediating medicating medievally meditation meditative medius medivacing medusae medusal medusan meeter
megalopolise melancholia melancholiac melancholiae melter menacingly menaging menarch mendacity menopolis
menstruous menta mercuration merer messy mester meteoroidal meteorous metier metropolise meving meyer micky
micro micropolis middy midnightly midway mifty migration mileometer militating milko milliliter millimetre milly
milometer miniating minor minster minty minuet minuse minuted minuter miose misdating miseating misfile
misgrading misgrafting misly mismating misrating missileer missilery missise miter moaning mobble mobie mobil
moble mobster moderated moderato moderator modesty modist moered moister moistly moldy molest monarchal
monarchic monarchiz monarchy monestrous money moniment monitored monitory monkery monocerose monochroic
monochromatism monochromator monochromy monocycle monody monoester monolithic monopitch monorhyme monose
monostely monsoonal monstera monstered monstrously monstruous monumental monumented mooed mooing mooled mooly
mooned mooniness mooning moonlet moonlighted moonlighter moony mooped moory mooted moove mooved mooving moping
mopsy morling morose morse mosey mosing mosso moted motile motionlessly motiveless motorbicycle motorbiked
motorboated motorboater motorbuse motorcycled motored moult mound mountaineered mountainously mountainy mourning
mouse moust mousy moved mover mowdy mowing mozing mucky mucro mufti muled multicolor multicolour multimeter
munster mured murine murkly murly murry murti musang mused mushroomed mushroomer musky mussy musted musting
musty muxed myose nador natura naturae naturaliz naturally nazir nebulae nebular nebule nebuly nestling netting
neural neutraliz neutrally nicety nicht niffy nightfire nightlife nightlike nightlive nightscope nightshade
nightside nighttide nighty nitty nocturnally noese noily noised nomade nomady nonbody nonmember noontide noose
norma norman norther northered northering northerly northerner northerniz nostalgia nostalgist nostologic
nourish nouse nowise numerously oater obelise obelism obital occasionally occasioned occasioner octan octopuse
octopush officer offie offshored ofter omening ominously oobit opining opter orang oranger orangey orangy
orbitally orbiter orbity orbitz orientating orientational orientator ostentation otter oubit ouster outbacker
outbark outcrow outdrop outed outher outler outre outwar outwardly outwarred ovening overcasted overcheap
overclass overexpose overfast overhaste overhasty overheap overheaped overhear overheard overheat overheated
overheld overmast overpast overplast overread overroast overwhelmingly oxter pacey pacificae pacifical packing
paddle paddocked padis padlock paged pager pagod pagris paiked paillette pained paining paise palaced palase
palate palatially paleate paled paler pallette palling palmette pamper pancratic pandy panged panging panicking
paning panne panner panted panting pantographer papery parachuted parachuting paraclete paraglide paraglided
parasoled parched parded pardy parer parged parise parish parkee parker parkis parkly parled parlement parly
parped parred parroty parse parsed parsing parson parted partiality partializ partialled partis partisanly
parture party parvis passade passaged passager passaging passe passel passement passersby passingly paste pasted
paster pastil pasting pasturage pastured pasturer pated pater patly paunch paunchy pauper paused pauser pausing
paved pavemented paver pavis pawed pawned pawning payed paysage peaced peached pearson peartly peason pebbled
pebbly peched pecking pedal peddle pedestaled pedestrianiz pelon pemican penal penguinry penned penning peone
peopled peopler perceant perced percen percental percept percher pereon perfected perfecter perfector peris
perked perpent perron persona pertly petar phene phoned phoner phoney phono phonographer phony photographed
photographic phylon phytographer pickaxing picketing pickin pickling picrate piddle piddock pidgeon piking pilar
pilate pilch pilgrimer pilgrimiz pilling pinguin pinking pinned pinning piper pirated pishing pissing placement
placet placing placit placoid plage plaint plait planetaria planform planing plank planned planning plano plate
platformed plating player playgoing plaything plonge plower ploying pluffy plumb plumed plump plumy plunged
plunger plying pocking poddle poddy poind poinding pointe pointy poker polder pollan polled pollee pollent
poller pollex polling pollmen ponder ponding poplar poppa popply popsy porer poring porked porpoised porta
portly portoise portraited portray poser poshing possing posture posturing potch potpy pouder pouffy poufing
pouking pounching pouncing pouping pouringly poursuing pourtraict pouting powdery powerfully pownding powre
powring poynt prairied prate prater prating prayed prayingly preassing precent precipiced precisive premonitory
prent prepaying preyer preying price pricking prickling prided pried prime prink printf prise prize procuring
prone pronounce pronouncedly pronouncer propolise propounded prower prude prunt pryer prying pucking puddled
puddler puddly puddock puddy puling pulleying pulping pulpy pulsing punce punishing punned punning purfle puring
puris purling purpie purpled purpler purply purpy pushingly pyralid pyramidal pyramide pyramided pyramidia
pyramidic pyramidon pyramis quack quarer quarte quartered quarterer quarterly quartern quartet quartier
quartzier quich quirk rabbet rabbi rabbin rabbis rabbito rabbity rabid rabidly racino racket racketing rackingly
radii radix ragged ragging ragini raider railing railless rainbowed rainbowy rained raininess raiting ramen
rance rancing ranee ranga ranged ranger rangi ranging rangy ranid ranine ranke raped rapine rappeling rashing
ratine rationing raunge raved ravel ravelling ravined ravining reaking realtie reaming reasting rebacking
rebelling recasting recension reception recheating recking recoaling recrating recreating rectilineal
rectilinearly redeal redealing redialing reding redreaming reejected reejecting reelected reelecting reelection
reerected reesting refected refecting refection refeeling refelling reflating reflation reflecter reflectingly
reflectional reflexing reflexion refloated refloating refolding refracted refracting refraction regain regaining
regearing regrating regreeting regretting rehearing reheeling reindexed reined reining reinless reinvolve
reinvolving reisting reiterating reiver rejecting reking releasing relenting reletting reliction relisting
relucting remail remaining reman remeading remolding renesting renning renting repacking repasting repeal
repealing repelling repleting repletion reposting reprieved repriever repro reptation reracking rerenting
rerunning rescaling reseal resealing reselected reselecting reselection reselling resenting reservoired
resetting resifting resisting resiting resitting reslating resolve resolving resorting respected respecting
respiting restaging restation restoking restoring restring restringe restyling resulting retacking retain
retaining retelling retentive rethreading retortion retracing retracting retrating retread retreading retreatant
retreated retreater retrieval retrieve retrieved retroacting retrod retry retting revaluation revealingly revel
revelation reveling revelling revenging rever reverbing reversing reversise reverting revetting revocation
revoicing revolting revolutional revolutioner revolutioniz revolved revolver revolvingly rewearing reweaving
richt ricket ricking ricky ridder ridding ridged ridgel ridgelike ridgeling ridging ridgy riever rigged righto
rightwardly righty rilling rimple rimpling rinding rinning rinsing ripping rippled rippler ripplet ripplingly
ripply risking risping rived rivel rivelling rivera riverlike rivery rivet roading roaring roarming roate robing
robotiz rochet rocked rocker rocking rogation rogued roguer roguy roiling roined roining rolfing ronning rooky
rooming roping roque roral rosting rotated rotational rotavating roting rotovating rotte rotting rouch rought
roughy rouming routh roven rover roving rowelling rowting rubbit ruching rucking ructation ruder rugal rugger
rumal runed runnel runnet runnier runningly ryder ryking sabed sable sabling saburration saddy safelight
safflower sahuaro saibling saick sailboard sailboater sailoring sailplaned sailplaner saine saintling sairing
salad salal salamon salary sallowing salmony salomon salon saloon saltation salutation salver salwar samara
samurais sanding sapling sardined saree sarong satara satellited satellitic satellitise satellitiz satellitize
saturate saturater saturating sauba sauce sauced saucier sauger saying scailing scalar scall scallion scamp
scampered scand scape scare scaring scarleted scarpered scarry scart scarting scatteredly scatterer sceptered
schmoozer schmutter schoole schoolery schooling schooly schorl scoop scooper scooping scooted scooting scopa
scopae scoped scored scoreline scorer scorn scorse scoter scouter scouth scouthery scrae screaky scream
screeding screeny screw scrike scrine scripture scrooping scrub sculptural sculptured scummer scuta scutation
scutter scuttered sealed seamed seaminess seaned seared searing seased seated seater seatless seazed seconde
secondi secondo secund seductive seeding seedy seely seemless seiling seine seining selecting selection
selectively selflessly selkie selky semaphore semen semicircled semicirque semmit sepic septa septation serine
sering serra seventh seventhly sever severable severally severalty sewan sewen sexlessly seyen shacking
shackling shacko shade shading shadowily shady shaken shaker shale shaling shall shallon shallop shallot
shallowed shallower shallowly shalt shaly shame shameless shamelessly shaming shand shandy shanghaied shanghaier
shanghais shanking shape shaping shard sharecrop sharking sharn sharrow sharting shatter shattered shatterer
shave shaving shavy shawing sheal shear shearling sheepo sheepy sheety shell shent shifty shimmer shined shiner
shingled shingler shinglier shingling shingly shiningly shinne shintying shiny shipwrecked shired shiring shirr
shish shist shiting shitter shitting shiver shlep shlepping shlub shmoosing shmoozing shoaly shoder shola
shoogling shooing shooling shoot shooter shored shoreside shorting shorty shote shott shotting shouldered
shouldest shout shouting shoutline shove shoveling shover showed showery showier showman showy shrift shrined
shrining shrink shrive shrooming shrug shtick shuck shunless shunter shuttler shyer sicking sicky sider sidewall
siding sierran sifting sight sightly siker siler siling silking siller silly siltation silting silvern silvery
silvex simultaneous simultaneouse sinding singe singing singled singlet singly sinky sinless siree siring sirra
sisting sithing siting sittine situating sixte sixth sizarship skailing skart skate skateboard skateboarded
skated skeely skeigh skell skied skiey skimmer skimmingly skimping skinking skinning skirling skirr skiting
skittered skittling skiving sklimming skoal skreen skrike skrimping skummer skydive skydived skyer skyier skying
skylike slade slaked slaking slart slarting slater slathered slattered slaver slaying sleeking sleepy sleest
sleeting sleety sleeving slept slewing slice slicing slick slidder slideway slidingly slime sliming slimmer
slinking slipe sliping slish slitting slived sliven sliving sloom sloop slope sloping slorm slower slummer smalm
smalt smarm smart smarting smattered smatterer smeke smight smiling smitting smock smoked smoker smokie smooch
smoosh smoot smoothe smoothing smooting smote smoulder smurfing snailing snakey snaking snare snaring snarling
snawing sneer snell snick snide snider sniding snoking snoop snooping snooting snoring snottered snowball
snowblade snowblader snowboarded snowk snowking snowmen soaken soaker soaped soaping soared soaringly sobber
sober socked softy soggy soiling solar solidary solider solitaire solitarily solver sombred sonless sonny sooked
sooping sootflake soothly sooting sordine soree sortation sotting sough souked soundless souper souring souther
southered southering southerly southerner southerniz southernly souty sower sowth spaceband spaced spacemen
spacer spacesuit spacewoman spacey spacy spade spademan spadesman spaeman spaing spale spall spane spank
spanning spard sparge sparky sparling sparre sparry sparser spate spattered spaying speeching speedo speeling
speer speering spelding speldring spell spending spendy sperse sphynx spial spick spider spight spike spile
spiling spinal spiralism spiralist spirality spiralling spirea spired spirem spiring spiriting spirulina spiry
spital spite spitting splattered splay splinting splitting spoke spoot sporal sporing sporty spout sprackling
sprad sprag sprang sprangling sprat spreading spredding spree spreezing sprig sprightly springe springeing
springle springlet springlike springtide springy sprinkled sprinkler sprinklering sprint spruced sprucer sprucy
sprue sprung spuer spuing spurt sputter sputtered spying spyre squad squail squailing squally squame squared
squarer squark squattered squib squill squire squit squiz stabile stabilise stabiliser stabilize stabilizer
stabled stabler stabling stablished stably stacation staccati stacy stade stagecraft staged stager stagey stagy
staid stairlift staked staking staling stall stalling stamp stampless stanching stanck standardiz standardly
staned stang stanging staning stanking stanz stape staple stapling staret staringly starlighted starny starshine
startingly starveling stase statecraft stater statice statim stating stationarily stationed stationery statua
statued stature statuse statute stave staying steak steal steamily stean stear steddy steeding steedying steel
steeld steele steem steeply steepy steer steerling steery stell stellion stellite stend stending stenographic
stepped stepper stereograph stereographed stereographical stereographing stereography sterilised sterilized
sterling steven stiacciato sticcato stich sticky stiling stillion stink stinking stiped stiver stoae stocky
stogy stole stoned stonen stoner stoney stonn stonne stoop stooping stoplight storeship storyline stottered
stounding stoury stouth stouthery stove stovy stower stownding strack strad strae strag straggler straicht
straighted straighten straighter straightly straiting strake strand strander stranding strang strange strangered
strangest strangled strangler strangury strap stratal strath strati stratospheric stratous stratum straught
straw strawy strayling streamless streek streel streetier streetward streetwear streety streight striae striata
striation strick strickling stride strideway strife striker stringer stringier stringily strinkle strinkled
strinkling striper stripey stripped strive strived stroam stroke strond stronger strongyl strongyle strung
stuart stuprated stupration sturt sturting stutter stuttered suable subduced subducted subdue subduedly subduer
suber subimagine subjectify subjecting subjection subjectively subjectivise subjectiviz subjectivize subjunctive
submarined submariner submatrice submit subreptive subsecive subsequent subset subtile subtler subwaying sucken
sudan suffer sulky sumless summar summarise summarize summary summat summed summerlike summerly summertide
summist sumpit sunbeamed sunbeamy sunbeat sunbright sunday sundowned sundowner sunky sunlessly sunna sunshiny
sunwise superb supercede supercoil supercold superfood supergood supermoto supersell supper suppertime surfaced
surfacer surfacing surfed surfier surger surging surjective surreally suspensive suspensoid suspensor sustention
suttle suttly suturation swage swaging swaling swallowed swallower swami swampless swampy swamy sward sware
swarf swash swattered swayling sweal sweatless sweed sweeing sweeling sweepingly sweepy sweering sweeting swelt
sweven sweying swill swilling swimmeret swimmier swimmingly swindling swine swingling swinking swirlingly swishy
swiss swith swiveling swizzling swoon swooning swoopy swooshing swopping tacker taeing taillight taira taker
takin talker talking taming tanga tanked tanking tanner taping targa taring tarmacking tasker tasking tawer
tawing taxing tchick teaseling teaseller teaselling teazeling teazelling technicolour teenty telegraphed
telegrapher telegraphic telegraphy telepheme telephoned telephoner telephonic telephony tempe tempested
tempestuously templed templet tenty tepee terning terrae terrane terrase teuch textphone thacking thanker thelve
themeless thicked thicken thicker thickest thicketed thickety thicko thickset thilk thimbleweed think thirl
thirling thirsty thonder thousandth thrae threateningly threating threeness threep threescore threne threw thrid
throating throe thrombose throttling thunderer thunderstone thundery thwacking ticket tickly tiddler tifted
tifting tigery tiled tiler tiling tilled tilling tilter timer tined tinker tinted tinting tirling titer titled
titling titted titting tochering toddle toddled toged toggering toileting toked toker toking toled tolley
toltering toney tonged tonked tonker toped toper topical torah torchy toric torment tormentil tornade
torrentially torret torsi tosed toted toter tottering totting touche touchy tough tourism tourista touristed
touristic touristy towel toweling towelling toweringly towery towier towser toyed toyer tozed traced traceless
tracer tracey tracing tractator tracting trade tradeless tradition traiking trailer traitor tramel trameling
tramelled tramelling trammeler trammeling trammeller trammelling trampling trance trank transaction transcalent
transection transfixion transiting transitional transitive translation transparence transparency transparentiz
transparently trape trapesing trapezing traveled travelled trawl trawled trawley treacling treadless treasured
treasurer treasury trekked tressure tressured trial tribeless trice trickly tripo tripody troating troch trolled
troller trolleyed trolly tropicaliz tropically trothing trouch trouting troutling troweller trowelling truceless
trucing truckline truckling trucky truculent trunk trunking trustable tsking tucking tuned tuning tunning
turbinate turbined turbulence turbulency turbulently turdine turfing turnable turniping turquois turtled turtler
twain twiddling twilighted twilling twilted twilting twinight twinkling twinling twinter twiring twisted
twistier twistor twitter twizzling twoer tyned typhon ultrafine umbrellaed umbrello unavailing unban unciform
uncoer uncoiling uncovered underbear undercoated undereaten underexpose undergrown underheat underheated
underlayer underleaf underling underrate underseal undersealed underself undersell underset understaffed
understand understanded understate understatedly undertaker undertaxed underused underwear underwriter unfailing
unfeeling unform ungloving unguiform unharried unhealing unhurriedly uniformed uniformer uniformly uninhibited
universal unloving unmarried unmolding unmooring unnailing unquarried unreeling unreining unright unsealing
unseeling unselling unsmiling unsteadily untie untile untin untoiling unvail unvailing unvoicing unworried
uplight uprighted uprightly uptight urbana urbane urman vagrantly valor vantaged vapory vapour vauntage
venatical veridical vertically verticil vicing vignettist villagery villan villanage villar villenage villi
vinegared vining vinolent vintaged vintager viola violer virid viring virulently vising vistal visto vitta
volcanian volcanise volcanism volcanist volcaniz volcanize volet volley vortical vulcanic vulturine vulturn
wacker wadder wading wafer wafter wafting wager waggon waging waifing wailing waining wairing waisting waite
waiter waitingly walier walkaway walked waller wallflower walling wallow wallpapered walruse wandered
wanderingly wanier waning wanking wanner wanting wappering wardening warder wardering wardship waring warking
washen washer washering waspy wasted waster wastering wastewater wasting waterfowl waterside watery watter
wauchting wauker wauking waulker waulking waver waxer waxing waying weathered weaving weddering welking wending
wendy whaled whaler wharfy whear wheatland wheaty wheely wheen wheep wheez wheft whimper whine whingding
whiplashed whipper whisker whispered whisperer whispery whist whitecoat whited whiten whiter whiteware
whitewasher whitey whithered whiting whittered whity widdy widow wieldless wildering wilding willowy wimpy
wincer wincing winda windbill windchill windflower windiness windingly windlass windlessly windling windmilled
windowing windowless windowy windring windrow windscreen wineless winery winey wingding winger winging wingless
wingy winier wining winker winking winless winner winnow wintering winterise winterize wintertide wisard wished
witching withdrawal withdrawer withdrawn withdrew witherer witherod witing witter wittered wiving woaded womyn
wonder wonderer wondering woodhen woodlander woodmen wooed woofed woolded wooled woolen wooned worded worship
woundless wrack wreak wrick write wuthered yachty yellowy zabra zooned zooning
"""
ENGLISH = frozenset(_TEXT.split())

package assessment

import "strings"

// spokenWords are the words of passphrases, 1,024 of three to six letters, chosen to be told by phone and typed without a
// mistake: none sounds as another word does, none begins with another, and no two differ in one letter alone or in two
// neighbors that changed places.
var spokenWords = strings.Fields(`
abacus absorb acorn across active actor adult agenda agent agree airbag alarm album alert almost alpaca alpha amaze
amber amuse animal ankle answer anthem antler anvil appear apple apron arcade arch arctic arena armpit arrive arrow
artful artist ashore aspen assist astral atlas atom author autumn avenue avoid aware azure backup bacon badge bagel
baker bamboo banana banjo banner barley barn basic basket batch beard beaver beetle bench beyond bingo birch bison
blaze blimp blink bloom blouse bobcat boiler bonnet bonus botany bottle bounty boxcar brass brave breeze brick brief
bright bronze brook brunch brush bubble bucket buckle budget bugle bulb bumper bundle bunny bushel busy butler button
buzzer bypass cabin cable cactus calm camel camera camper campus canal canary cancel candle candy canoe canyon carbon
career cargo carpet carve cashew castle celery cement chain chalk champ change charm cheer cheese cherry chess chime
choice chorus chunk cinema circle circus city clean clerk clever cliff clip cloak closet cloth cloud coach coast
cobalt cobra cocoon coffee collar colony column comedy comet comic common condo cookie copper coral cork corner
cosmos cotton cougar cousin cover cowboy coyote cozy crab cradle craft crane crater crayon cream create credit crest
crew crisp crocus crowd crumb cube cubic cuckoo cuddle cupid custom cycle daily dainty dance dart data dazzle decide
degree delta denim derby design desk detail device dial diesel diet digit dime dimple diner disco dish divide dizzy
domain domino donkey donor doodle double dove dozen dragon drama drawer dress drift drill drop drum dryer duck dugout
dune dust eager eagle early earth easel easy ebony echo editor effort eggnog elbow elect elf embark empire enamel
energy engage engine enjoy entire entry equal equip eraser errand escape escort ethics europe event exact excel exit
exotic expand expect export extra eyelid fabric fairy faith falcon family famous fancy farmer feast fedora fern
ferret ferry fiddle field figure film filter finch finger flag flame flash fleet flint float flock floor flora fluffy
fluid flute foam focal focus foggy folder follow food force forest fossil fox fresh friend fringe frog front frozen
fruit fudge full funnel fusion future gadget galaxy galley gallon gamer garage garden garlic garnet gather gear
gentle giant gift giggle glance glass gleam glide globe glow glue goal goblet golden golf goose grade grain graph
gravel gravy green grid grove growth guard guess gumbo guppy gutter habit half hamlet hammer happy hardy hash hatbox
haven hawk hazel head heater heavy hedge hello helmet helper heron hidden hiker hill hinge hobby hockey hold home
honey hoof hornet host hotel hound house hug human humble hunter husky hybrid icicle icon ideal image impact income
index indigo indoor inlet input invent invite iris island item ivory ivy jacket jade jar jazz jigsaw jingle jogger
join joke jolly joy juggle juice junior keen keeper kennel keypad kick kindle king kiosk kite kitten koala lab lace
lagoon lamp landed lapel laptop large latte laugh lawn lawyer leaf league learn legend lemon lemur length letter
level lilac lily limit linen lion liquid list lively lizard lodge loft logic long loop lotus lounge loyal lucky lunar
lunch luxury magic magpie major mallet manage mango manual maple margin marina market maroon marsh mascot mason
master matrix meadow mellow melody melon member memory mentor merge merit meteor method metro micro midway milk mimic
mimosa minnow mint mirror mixer mobile model modern modest module moment month moon more moss mother motion motor
mount movie much muffin museum music mutual myself name napkin nation nature navy neck needle next nice nimble nod
nomad nook normal north notice novel nugget number nutmeg oak oasis obey object ocean octave office oil olive omelet
onward opal open opera oracle orange orbit orchid order origin osprey ounce outfit oxygen oyster ozone pack paddle
page paint palace panda panel pantry papaya paper parade parcel parent parka parlor parrot party path patio patrol
peach peanut pebble pencil penny people pepper period pet piano pickle picnic pipe pitch pizza planet plank play
plenty plug plush pocket podium poetry polish pollen polo pond poppy porch portal poster potato power prefer pretty
prism proud public puff pulley puppet purple purse puzzle quail quarry quest quick quilt quiver quiz quote radar
radio radius rafter raisin rally ranch random ranger rapid raptor rare ready realm reason rebate recipe record reef
region relax relish remedy remote render renew rental repair repeat reply report rescue return reveal reward ribbon
rich ridge rinse river robe robin robot rock rodeo roller roofer room rotate rubber ruby rudder ruffle rule runway
rustic safari safe saga salad salt salute sample sand saturn saucer savory scale scan scarf scenic school score scout
screen scroll scuba search seat secret sector senior sequel serve settle shade shadow sharp sheet shelf shield shine
ship short shovel shower shrimp shrub sierra siesta signal silent silver simmer sister skate sketch skill skirt skunk
sky sled sleep sleeve slice slogan slope small smart smile smooth snack snail snap snooze snow snug sober social soda
solar solid soup south space spark speech speed spell spider spin spiral spirit splash split spoke sponge spoon
sports spot spray spring sprout spruce square squash squid staff stage stamp star steady steam steer stereo stick
stitch stop stork stove street stripe strong studio study style submit suburb subway sugar suit sunset super sure
survey sway swift swim swing swirl syrup system tablet tackle talent tall tanker tape target taxi teacup teapot teddy
tempo tennis tent thank thaw theme theory thorn thread thumb ticket tidy tile timber tin tissue token tomato tone
topic total toucan touch towel town trace trail tray treat trek trend tribe trim trophy trout truck tulip tuna tundra
turbo turf turnip turtle twig twine ultra uncle union unique unity unlock unveil upbeat update uphill uplift upper
upside uptown urban urchin useful usher vacuum valid value van vase vault velvet vest video view vine violet violin
virtue visa vision visit visual vivid voice volley volume voter voyage waffle wagon walker walnut walrus waltz water
wealth web well wharf wheat white widget wild willow window wink winter wire wisdom wombat wooden wool worker yam
yard yoga young zeal zebra zenith zero zigzag zinc zipper zodiac zoo
`)

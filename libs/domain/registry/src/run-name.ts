import { systemRandom, type Random } from '@slipway/kernel';

/** A name for a run that has none: `calm-heron-417`; adjective, noun and a number up to 1000, at most 20 characters. */
export function randomRunName(random: Random = systemRandom): string {
  const bytes = random.bytes(6);
  const below = (count: number, at: number): number =>
    (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)) % count;
  const adjective = adjectives[below(adjectives.length, 0)] ?? '';
  const noun = nouns[below(nouns.length, 2)] ?? '';
  return `${adjective}-${noun}-${String(below(1001, 4))}`;
}

/** Seven letters at most, so that a name stays within 20 characters. */
const adjectives = (
  'able agile amber ample apt avid azure brave bright brisk calm candid casual clear clever cosmic crisp curious ' +
  'daring deft eager early earnest epic even fair fancy fast fine firm fleet fluent fond frank free fresh gentle ' +
  'glad golden good grand great happy hardy hearty honest humble ideal jolly jovial keen kind large late lively ' +
  'loyal lucid lucky mellow merry mighty mild modest neat nimble noble novel open patient placid plucky polite ' +
  'proud prudent quick quiet rapid rare ready regal robust rosy royal rugged sage serene sharp silent simple ' +
  'sincere sleek smart smooth snug sober solid sound spry stable stately steady still stoic stout strong subtle ' +
  'sunny super sure swift tidy tough trim true upbeat valiant vast vivid warm wild willing wise witty worthy young ' +
  'zesty'
).split(' ');

/** Seven letters at most. */
const nouns = (
  'badger beaver bison bobcat buffalo camel canary caribou cat cod colt condor coyote crab crane cricket crow deer ' +
  'dingo dog dolphin donkey dove duck eagle eel egret elk ermine falcon ferret finch fish fox frog gazelle gecko ' +
  'gibbon giraffe goat goose grouse gull hare hawk hen heron hornet horse hound hyena ibex ibis iguana impala ' +
  'jackal jaguar jay kestrel kite koala lark lemur leopard lion lizard llama lobster lynx macaw magpie mallard ' +
  'manatee marlin marmot marten mole moose moth mouse mule narwhal newt ocelot okapi orca oriole osprey ostrich ' +
  'otter owl ox oyster panda panther parrot pelican penguin perch pigeon pike plover pony puffin puma quail rabbit ' +
  'raccoon ram raven ray robin rook salmon seal serval shark sheep shrew shrimp skunk sloth snail snipe sparrow ' +
  'spider squid stag stoat stork swallow swan swift tapir teal tern thrush tiger toad trout tuna turkey turtle ' +
  'urchin viper vole vulture walrus wasp weasel whale wolf wombat wren yak zebra'
).split(' ');

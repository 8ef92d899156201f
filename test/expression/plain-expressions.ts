/** What the expressions below are evaluated on. */
export const plainDocument = {
  name: 'corner shop',
  open: true,
  closed: false,
  nothing: null,
  zero: 0,
  three: 3,
  two: 2,
  half: 0.5,
  empty: { text: '', list: [], object: {} },
  'content-type': 'text/plain',
  'a b': { 'c"d': 1 },
  shop: { address: { city: 'Berlin', zip: '10115' }, owner: { name: 'Ada' } },
  numbers: [3, 1, 2],
  decimals: [0.5, 2.5, 1],
  words: ['b', 'a', 'c'],
  mixed: [1, 'a', null, true, [2], { x: 1 }],
  matrix: [[1, 2], [3, [4]], 5],
  orders: [
    { id: 'a', status: 'open', total: 12.5, lines: [{ sku: 'x', count: 1 }], tags: ['new'] },
    {
      id: 'b',
      status: 'paid',
      total: 7,
      lines: [
        { sku: 'y', count: 2 },
        { sku: 'z', count: 3 },
      ],
    },
    { id: 'c', status: 'open', total: 30, lines: [], tags: ['new', 'gift'] },
    { id: 'd', status: null, total: null },
  ],
  nodes: { n1: { load: [1, 2], up: true }, n2: { load: [3, 4], up: false }, n3: null },
  pairs: [
    ['one', 1],
    ['two', 2],
  ],
  path: 'a/b/c',
  version: 'v24.1.0',
  spaced: '  x y  ',
  dashed: '--x--',
};

const paths = `
@
$
name
"name"
"content-type"
"a b"."c\\"d"
shop.address.city
shop."address".city
shop.missing.city
nothing.more
name.more
$.shop.owner.name
orders[0]
orders[0].id
orders[-1].id
orders[4]
orders[-5]
numbers[0]
name[0]
shop[0]
orders[*]
orders[*].id
orders[*].lines[*].sku
orders[*].lines[0].sku
orders[*].lines[].sku
orders[].lines[].sku
orders[].lines[].sku | [0]
orders[*].tags
orders[*].tags[]
orders[*].tags | []
orders[*].tags[0]
orders[].tags[0]
orders[*].[id, total]
orders[*].{name: id, sum: total}
orders[*].lines[*].[sku, count]
orders[*].lines[*].{s: sku}
orders[*].[id, lines[*].sku]
orders[*] | [0].id
orders[*].id | [1]
(orders[*]).id
(orders[*].id)[0]
orders[0:2].id
orders[1:].id
orders[:1].id
orders[::2].id
orders[::-1].id
orders[-2:].id
orders[:-2].id
orders[3:0:-1].id
orders[10:].id
orders[-10:2].id
orders[2:1].id
numbers[::]
numbers[:]
name[0:6]
name[::-1]
name[-4:]
name[7:]
name[2:9:2]
path[2:].length(@)
shop[0:1]
nothing[0:1]
numbers[0:2][0]
numbers[0:2] | [0]
matrix[]
matrix[][]
matrix[*][0]
matrix[*][]
matrix[0][1]
matrix[1][1][0]
mixed[]
mixed[*].x
mixed[*]
shop[*]
shop.*
shop.*.name
shop.*.*
nodes.*
nodes.*.load
nodes.*.load[0]
nodes.*.load[]
nodes.*.load | [0]
nodes.* | [0].load
nodes.*.[load, up]
nodes.*.{l: load}
*
*.city
*.*.city
*.address.city
numbers.*
name.*
nothing.*
empty.*
[*]
[]
[0]
[name, three]
[name, shop.address.city]
{a: name}
{a: name, "b c": three, a: two}
{a: {b: {c: name}}}.a.b.c
shop.{c: address.city, o: owner.name}
shop.[address.city, owner.name]
nothing.{a: b}
nothing | {a: b}
nothing.[a]
nothing | [a]
shop.address.[city][0]
shop.{a: address}.a.city
orders[0].{a: id}.a
`;

const filters = `
orders[?status == 'open']
orders[?status == 'open'].id
orders[?status == 'open'] | [0].id
orders[?status == 'open'][]
orders[?status == 'open'].lines[].sku
orders[?status == 'open' && total > \`20\`].id
orders[?status == 'paid' || total > \`20\`].id
orders[?total > \`7\`].id
orders[?total >= \`7\`].id
orders[?total < \`12.5\`].id
orders[?total <= \`12.5\`].id
orders[?total != \`7\`].id
orders[?!tags].id
orders[?tags].id
orders[?lines].id
orders[?!(status == 'open')].id
orders[?status == \`null\`].id
orders[?contains(not_null(tags, \`[]\`), 'gift')].id
orders[?lines[?count > \`2\`]].id
orders[?lines[0].sku == 'x'].id
orders[?length(not_null(lines, \`[]\`)) > \`1\`].id
orders[*].lines[?count > \`1\`].sku
orders[*].lines[?count > \`1\`].sku[]
orders[?id == 'a' || id == 'b' && total == \`0\`].id
orders[?(id == 'a' || id == 'b') && total == \`0\`].id
numbers[?@ > \`1\`]
words[?@ == 'a']
shop[?city]
[?id]
nothing[?a]
orders[?status == 'open'][0]
orders[?status == 'open'][0:1].id
orders[?status == 'open'].[id]
orders[?status == 'open'].{i: id}
orders[?status == 'open'].lines
mixed[?@ == \`[2]\`]
mixed[?@ == \`{"x": 1}\`]
mixed[?type(@) == 'string']
orders[?$.open].id
orders[?id == $.words[1]].id
`;

const logic = `
open && name
closed && name
nothing && name
zero && name
empty.text && name
empty.list && name
empty.object && name
open || name
closed || name
nothing || name
zero || name
empty.text || name
empty.list || name
empty.object || name
nothing || closed || name
open && closed || name
name || open && closed
(name || open) && closed
!open
!closed
!nothing
!zero
!name
!!name
!empty
!missing
!orders[9]
!(open && closed)
!open || open
!open == closed
three == three
three == two
three == \`3\`
three == '3'
name == 'corner shop'
name != 'corner shop'
name == shop.owner.name
numbers == \`[3, 1, 2]\`
numbers == \`[1, 2, 3]\`
shop.owner == \`{"name": "Ada"}\`
shop == shop
nothing == \`null\`
missing == nothing
empty.list == \`[]\`
empty.object == \`{}\`
empty.object == empty.list
open == \`true\`
zero == closed
zero == \`false\`
three > two
three < two
three >= three
three <= two
name > three
name > path
nothing > three
open > closed
three > two == open
three != two
open ? name : path
closed ? name : path
zero ? name : path
nothing ? name : path
open ? closed ? name : path : version
closed ? name : open ? path : version
open ? name : path | [0]
three > two ? 'more' : 'less'
three == two || open ? name : path
(open ? shop : orders).owner.name
{a: open ? name : path}
[open ? name : path]
`;

const arithmetic = `
three + two
three - two
three * two
three × two
three / two
three ÷ two
three // two
three % two
three − two
-three
+three
−three
- three
-three + two
three - -two
three + two * three
(three + two) * three
three - two - two
three / two / two
three × two / three
three + two > three
three * two == \`6\`
three // two + three % two
half + half
half * three
zero / three
three - three
\`10\` // \`3\`
\`-10\` // \`3\`
\`10\` % \`3\`
\`-10\` % \`3\`
\`1.5\` + \`2\`
sum(numbers) / length(numbers)
orders[0].total * two
orders[?total != \`null\`].[total * \`2\`][]
numbers[0] + numbers[1]
`;

const variables = `
let $x = three in $x
let $x = three, $y = two in $x + $y
let $x = shop in $x.address.city
let $x = orders in $x[0].id
let $x = orders in $x[*].id
let $s = 'open' in orders[?status == $s].id
let $x = name in let $x = path in $x
let $x = name in {a: $x, b: [$x, three]}
let $x = name in shop.owner.[name, $x]
let $x = three in orders[*].[id, $x]
let $x = let $y = two in $y in $x
let $x = three in ($x)
let $x = three in $x == three ? $x : two
let
in
orders[*].{id: id, first: $.name}
`;

const functions = `
abs(\`-3\`)
abs(three)
avg(numbers)
avg(empty.list)
ceil(half)
ceil(\`-0.5\`)
floor(half)
floor(\`-1.5\`)
sum(numbers)
sum(decimals)
sum(empty.list)
max(numbers)
max(words)
max(empty.list)
min(numbers)
min(words)
min(empty.list)
max_by(orders[:3], &total).id
min_by(orders[:3], &total).id
max_by(empty.list, &total)
min_by(empty.list, &total)
sort(numbers)
sort(words)
sort(decimals)
sort(empty.list)
sort_by(orders[:3], &total)[*].id
sort_by(orders[:3], &id)[*].id
sort_by(orders[:3], &length(lines))[*].id
sort_by(orders[:3], &-total)[*].id
sort_by(empty.list, &total)
group_by(orders[:3], &status)
group_by(orders[:3], &status).open[*].id
group_by(empty.list, &status)
keys(group_by(orders[:3], &status))
map(&id, orders)
map(&total, orders)
map(&lines[0].sku, orders)
map(&@, numbers)
map(&(@ * \`2\`), numbers)
map(&to_string(@), mixed)
map(&a | b, numbers)
map(&[id, total], orders)
map(&{i: id}, orders)
reverse(numbers)
reverse(name)
reverse(empty.text)
reverse(empty.list)
zip(numbers, words)
zip(numbers, words, decimals)
zip(numbers, empty.list)
zip(numbers)
contains(words, 'a')
contains(words, 'z')
contains(numbers, \`3\`)
contains(numbers, '3')
contains(name, 'shop')
contains(name, three)
contains(mixed, nothing)
contains(mixed, open)
starts_with(version, 'v')
starts_with(version, '24')
ends_with(version, '.0')
ends_with(version, 'longer than the version')
ends_with(version, '')
find_first(path, '/')
find_first(path, '/', \`2\`)
find_first(path, '/', \`2\`, \`3\`)
find_first(path, '/', \`-5\`)
find_first(path, '/', \`1\`, \`-1\`)
find_first(path, 'z')
find_first(path, '')
find_first(empty.text, 'a')
find_last(path, '/')
find_last(path, '/', \`2\`)
find_last(path, '/', \`0\`, \`3\`)
find_last(path, 'z')
join('-', words)
join('', words)
join('-', empty.list)
join('-', orders[*].id)
split(path, '/')
split(path, '/', \`1\`)
split(path, '/', \`0\`)
split(path, '')
split(empty.text, '')
split(empty.text, '/')
split(path, 'z')
replace(path, '/', '.')
replace(path, '/', '.', \`0\`)
replace(path, '/', '.', \`1\`)
replace(path, 'z', '.')
replace(path, '', '.')
lower('ÄBC')
upper('äbc')
trim(spaced)
trim_left(spaced)
trim_right(spaced)
trim(dashed, '-')
trim_left(dashed, '-')
trim_right(dashed, '-')
trim(dashed, '')
trim(version, 'v0.')
trim(dashed, '-x')
trim(empty.text)
trim('[a]', '[]')
trim('^a^', '^')
pad_left(name, \`15\`)
pad_left(name, \`15\`, '.')
pad_left(name, \`3\`)
pad_left(name, \`15\`, '')
pad_right(name, \`15\`)
pad_right(name, \`15\`, '.')
from_items(pairs)
from_items(empty.list)
items(shop.address)
items(empty.object)
from_items(items(shop.address))
keys(shop)
keys(empty.object)
values(shop.address)
values(empty.object)
merge(shop.address, shop.owner)
merge(shop.owner, {name: 'Bob', age: three})
merge(shop.owner)
not_null(nothing, missing, name)
not_null(nothing)
not_null(zero, name)
length(name)
length(numbers)
length(shop)
length(empty.text)
length('äöü')
to_array(name)
to_array(numbers)
to_array(nothing)
to_array(shop)
to_number('12')
to_number('-1.5e3')
to_number('abc')
to_number(three)
to_number(open)
to_number(nothing)
to_number(numbers)
to_number(' 12 ')
to_string(name)
to_string(three)
to_string(half)
to_string(open)
to_string(nothing)
to_string(numbers)
to_string(shop)
to_string(mixed)
to_string('a"b')
type(name)
type(three)
type(open)
type(nothing)
type(numbers)
type(shop)
orders[*].length(lines || \`[]\`)
orders[0].keys(@)
shop.address.length(city)
words.join('-', @)
name.length(@)
missing.length(@)
orders | length(@)
orders[*].id.length(@)
orders[*].lines[*].to_string(count)
length(orders[?status == 'open'])
sum(orders[?total != \`null\`].total)
sum(map(&count, orders[].lines[]))
`;

const literals = `
'text'
''
'it\\'s'
'back\\\\slash'
'a\\nb'
"na\\u006de"
\`1\`
\`-1.5e3\`
\`"text"\`
\`true\`
\`null\`
\`[1, {"a": [2]}]\`
\`{"a": {"b": 1}}\`.a.b
\`[1, 2, 3]\`[1]
\`[1, 2, 3]\`[1:]
\`"a\\\`b"\`
'abc'[1:2]
['a', 'b'][0]
['a', 'b'] | [0]
[name][0]
[['a']][0][0]
{a: 'b'}.a
`;

/** Plain JMESPath, for which the library is right: of each kind of node and each function some. */
export const plainExpressions: readonly string[] = [
  paths,
  filters,
  logic,
  arithmetic,
  variables,
  functions,
  literals,
].flatMap((block) => block.trim().split('\n'));

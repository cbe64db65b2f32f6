/*
 * The scenario language: one text file, `*.tdx`, of options, facts, columns, claims and expectations.
 *
 * The grammar is a little wider than the language. Where a wrong word would only give "expected NAME", it accepts any
 * word and the checks behind it answer with a sentence; the language itself is what passes those checks.
 *
 * Every loop over pieces (options, declarations, rows, claims) is decided by one token, and the rules `option`, `decl`,
 * `header`, `row`, `claim` and `expect` are where the parser recovers: see SyntaxRecovery. Nothing but parentheses and
 * the braces of `repeat` and `loop` recurses, and their depth is bounded before the parser starts: see TokenLimits.
 */
grammar Scenario;

file
    : TDX title STRING? option* facts header item* EOF
    ;

title
    : word
    | claimWord
    | COLUMN
    | P
    ;

option
    : ( MODELS '=' optionValue (',' optionValue)*
      | MODULE '=' optionValue
      | MUTATE '=' optionValue (',' optionValue)*
      | VM '=' optionValue
      | TIMERS '=' optionValue
      | ONFAULT '=' optionValue
      | TD '{' tdEntry* '}'
      | NAME '=' optionValue (',' optionValue)* // refused by name: a misspelt option
      ) semicolon = ';'? // refused
    ;

optionValue
    : word
    | claimWord // timers = never
    | number
    ;

tdEntry
    : NAME ('=' (number | word))? ';'
    ;

facts
    : '{' (decl | strayInFacts)* '}'
    ;

decl
    : (slotDecl | injectDecl | termFact | symbolDecl) ';'
    ;

slotDecl
    : SLOT number '=' range NAME*
    ;

injectDecl
    : INJECT argWord column? argWord ('(' range ')')? word number?
    ;

// `seq = far` has the shape of a gfn's name; the vocabulary tells them apart.
symbolDecl
    : word '=' range
    ;

termFact
    : (term | '#' argWord '(' argWord ')') '=' (number | word)
    ;

strayInFacts
    : TDX | STRING | '[' | ']' | '(' | ')' | ',' | ':' | '|' | '=>' | '->' | '=' | '..' | '+' | '*' | '~' | AND | OR
    | REL | ';' | '{' | INT | SIZE | TIME | VERSION | BAD_NUMBER | claimWord
    ;

header
    : headerColumn ('|' headerColumn)* ';'
    ;

headerColumn
    : COLUMN
    | P ('[' number '..' number ']')?
    ;

column
    : COLUMN
    | P
    ;

item
    : row
    | claim
    | expect
    | strayItem
    ;

strayItem
    : TDX | STRING | '{' | '}' | '[' | ']' | '(' | ')' | ',' | ':' | '=>' | '->' | '=' | '..' | '+' | '*' | '#' | AND
    | OR | REL | INT | SIZE | TIME | VERSION | BAD_NUMBER
    ;

row
    : cell? ('|' cell?)* ';'
    ;

cell
    : (label ':')? op ('=>' results)?
    ;

label
    : word
    | COLUMN
    | P
    ;

op
    : REPEAT number '{' op (',' op)* '}'
    | LOOP '{' op (',' op)* '}' UNTIL results
    | ON event (NTH number)?
    | ADDSLOT number '=' range NAME*
    | AT number
    | argWord arg*
    ;

arg
    : range
    | column
    | ON
    ;

results
    : word
    | '{' word (',' word)* '}'
    ;

range
    : gfn ('+' length)?
    ;

length
    : number
    | argWord
    ;

gfn
    : number
    | argWord ('[' index ']')?
    ;

index
    : number
    | argWord ('*' number)?
    ;

claim
    : quant (AT NAME)? '(' cond ')'
    | ORDER '(' event ('->' event)* ')'
    ;

quant
    : ALWAYS
    | NEVER
    | SOMETIMES
    | FINALLY
    | EXISTS
    | '~' EXISTS
    | FORALL
    ;

cond
    : conj (OR conj)*
    ;

conj
    : neg (AND neg)*
    ;

// A loop, not a recursion: a line of twenty thousand `~` is one list.
neg
    : '~'* ('(' cond ')' | test)
    ;

test
    : operand (rel operand | IN '{' value (',' value)* '}')?
    ;

rel
    : '='
    | REL
    ;

value
    : number
    | word
    ;

operand
    : number
    | '#' event
    | SEEN '(' event ')'
    | column
    | term
    | argWord ('[' index ']')?
    ;

term
    : argWord '(' targ (',' targ)* ')'
    ;

targ
    : range
    | column
    ;

event
    : column? (BUSY argWord | RETRY (NAME | BUSY)? | NAME) ('(' range ')')? (BY (NAME | column))?
    ;

expect
    : EXPECT expectName ('+' expectName)* ':' word ruleName?
    ;

expectName
    : word
    ;

ruleName
    : claimWord '#' number
    | word
    ;

number
    : INT
    | SIZE
    | TIME
    | VERSION
    | BAD_NUMBER
    ;

/** A word that may stand after an operation, or as one: no word here can open or go on with another construct. */
argWord
    : NAME
    | BUSY
    | RETRY
    | SEEN
    | SLOT
    | INJECT
    | MODELS
    | MODULE
    | MUTATE
    | VM
    | TIMERS
    | ONFAULT
    | TD
    ;

/** Any word but those that open a claim. */
word
    : argWord
    | REPEAT
    | LOOP
    | UNTIL
    | ON
    | NTH
    | ADDSLOT
    | AT
    | BY
    | IN
    ;

claimWord
    : ALWAYS
    | NEVER
    | SOMETIMES
    | FINALLY
    | EXISTS
    | FORALL
    | ORDER
    | EXPECT
    ;

TDX : 'TDX';
MODELS : 'models';
MODULE : 'module';
MUTATE : 'mutate';
VM : 'vm';
TIMERS : 'timers';
ONFAULT : 'onfault';
TD : 'td';
SLOT : 'slot';
INJECT : 'inject';
REPEAT : 'repeat';
LOOP : 'loop';
UNTIL : 'until';
ON : 'on';
NTH : 'nth';
ADDSLOT : 'addslot';
AT : 'at';
ALWAYS : 'always';
NEVER : 'never';
SOMETIMES : 'sometimes';
FINALLY : 'finally';
EXISTS : 'exists';
FORALL : 'forall';
ORDER : 'order';
SEEN : 'seen';
BUSY : 'busy';
RETRY : 'retry';
BY : 'by';
IN : 'in';
EXPECT : 'expect';

AND : '/\\';
OR : '\\/';
REL : '!=' | '<' | '<=' | '>' | '>=';

P : 'P';
COLUMN : 'P' [0-9]+ | ('VMM' | 'HOSTMM' | 'GMEM') [0-9]*;

// `.` and `-` join only before a letter or digit, so `a->b` and `0..3` come apart.
NAME : [A-Za-z_] [A-Za-z0-9_]* ([.-] [A-Za-z0-9] [A-Za-z0-9_]*)*;

INT : [0-9]+ | '0x' [0-9a-fA-F]+;
SIZE : [0-9]+ [KMG];
TIME : [0-9]+ ('ns' | 'us' | 'ms');
VERSION : [0-9]+ '.' [0-9]+ '.' [0-9]+;
BAD_NUMBER : [0-9] [A-Za-z0-9_]* ('.' [A-Za-z0-9] [A-Za-z0-9_]*)*;

STRING : '"' ~["\r\n]* '"';
OPEN_STRING : '"' ~["\r\n]*;

LINE_COMMENT : '//' ~[\r\n]* -> channel(HIDDEN);
BLOCK_COMMENT : '(*' (~'*' | '*'+ ~[*)])* '*'+ ')' -> channel(HIDDEN);
OPEN_COMMENT : '(*';

SPACE : [ \t\r\n]+ -> skip;
BAD_CHAR : .;

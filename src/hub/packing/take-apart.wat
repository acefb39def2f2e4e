;; Takes the messages of a block apart into templates and tokens, the values in their slots; format.ts says what these are.
;;
;; Everything is in one memory, which disassembly.ts divides. Numbers count from 0 on; what has 1 added uses 0 for none.
;;
;;   letters, marks    a bit for each byte of the block: is it a letter or digit; is it a digit or a zero byte
;;   templateSlots     open addressing, u16: a template + 1        columnSlots, stringSlots: the same
;;   templateHashes    u64 each                                    columnHashes: the same
;;   messageStarts     u32: where a template's first message begins
;;   firstParts        u32: a template's first part; the last of its parts has no slot
;;   uses              u32: messages of a template
;;   partColumns       i16: column of a part's slot, -1 for none   columnTypes: u8
;;   partStarts, -Ends u32: the slot in the first message
;;   firstValues       f64: the value in the first message         varies: u8, 1 if another message has another value
;;   strings           8 bytes each: | where its text begins | hash |, and behind them their texts, each with a zero after it
;;   values            f64: of all tokens of all messages
;;   tokenTypes, tokenStarts, tokenEnds: of the tokens of one message, as in parts
;;   templateOf        u16: of each message
;;
;; Addresses are used within, places in the block in what is written. Up to 15 bytes before and behind a text are read.
(module
  (import "packing" "memory" (memory 1))
  (import "packing" "chunk" (global $chunk i32))
  (import "packing" "letters" (global $letters i32))
  (import "packing" "marks" (global $marks i32))
  (import "packing" "templateSlots" (global $templateSlots i32))
  (import "packing" "columnSlots" (global $columnSlots i32))
  (import "packing" "stringSlots" (global $stringSlots i32))
  (import "packing" "slotsEnd" (global $slotsEnd i32))
  (import "packing" "templateHashes" (global $templateHashes i32))
  (import "packing" "columnHashes" (global $columnHashes i32))
  (import "packing" "messageStarts" (global $messageStarts i32))
  (import "packing" "firstParts" (global $firstParts i32))
  (import "packing" "uses" (global $uses i32))
  (import "packing" "partColumns" (global $partColumns i32))
  (import "packing" "columnTypes" (global $columnTypes i32))
  (import "packing" "partStarts" (global $partStarts i32))
  (import "packing" "partEnds" (global $partEnds i32))
  (import "packing" "firstValues" (global $firstValues i32))
  (import "packing" "varies" (global $varies i32))
  (import "packing" "strings" (global $strings i32))
  (import "packing" "stringTexts" (global $stringTexts i32))
  (import "packing" "values" (global $values i32))
  (import "packing" "tokenTypes" (global $tokenTypes i32))
  (import "packing" "tokenStarts" (global $tokenStarts i32))
  (import "packing" "tokenEnds" (global $tokenEnds i32))
  (import "packing" "templateOf" (global $templateOf i32))

  ;; A secret number, for nobody to be able to fill one part of a table, and two odd factors. Messages whose hashes are
  ;; the same can be made nevertheless; they get what random bytes would have got as well, a block that is packed badly.
  (import "packing" "seed" (global $seed i64))
  (global $factor i64 (i64.const 0x9e3779b97f4a7c15))
  (global $factorB i64 (i64.const 0xc2b2ae3d27d4eb4f))

  (global $templateCount (export "templateCount") (mut i32) (i32.const 0))
  (global $partCount (export "partCount") (mut i32) (i32.const 0))
  (global $columnCount (export "columnCount") (mut i32) (i32.const 0))
  (global $stringCount (export "stringCount") (mut i32) (i32.const 0))
  (global $stringBytes (export "stringBytes") (mut i32) (i32.const 0))
  (global $tokenCount (mut i32) (i32.const 0))
  ;; Tokens before the message's first.
  (global $firstToken (mut i32) (i32.const 0))
  ;; Of the message's literal texts and types of tokens; and of the types of the tokens that were found last.
  (global $hash (mut i64) (i64.const 0))
  (global $typeHash (mut i64) (i64.const 0))
  ;; Whether there was no room for something.
  (global $isFull (mut i32) (i32.const 0))

  ;; The first 16 bytes of the last time-stamp, up to its minute, and that in seconds since 1970.
  (global $minuteText (mut v128) (v128.const i64x2 0 0))
  (global $minute (mut i64) (i64.const 0))

  ;; Takes so many messages apart, the first of which begins at `start` and has its index entry at `entry`. Returns
  ;; whether there was room for everything.
  (func (export "takeApart") (param $start i32) (param $entry i32) (param $count i32) (result i32)
    (local $i i32) (local $end i32)
    (call $clear)
    (call $classify (local.get $start)
      (i32.add (global.get $chunk)
        (i32.load offset=8 (i32.sub (local.get $entry) (i32.mul (i32.sub (local.get $count) (i32.const 1)) (i32.const 24))))))
    (loop $next
      (local.set $end (i32.sub (i32.add (global.get $chunk) (i32.load offset=8 (local.get $entry))) (i32.const 1)))
      (global.set $firstToken (global.get $tokenCount))
      (call $scan (local.get $start) (local.get $end))
      (if (i32.eqz (global.get $isFull))
        (then (i32.store16
          (i32.add (global.get $templateOf) (i32.shl (local.get $i) (i32.const 1)))
          (call $template (local.get $start) (local.get $end)))))
      (if (global.get $isFull) (then (return (i32.const 0))))
      (local.set $start (i32.add (local.get $end) (i32.const 1)))
      (local.set $entry (i32.sub (local.get $entry) (i32.const 24)))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $count))))
    (i32.const 1))

  (func $clear
    (global.set $templateCount (i32.const 0))
    (global.set $partCount (i32.const 0))
    (global.set $columnCount (i32.const 0))
    (global.set $stringCount (i32.const 0))
    (global.set $stringBytes (i32.const 0))
    (global.set $tokenCount (i32.const 0))
    (global.set $isFull (i32.const 0))
    (memory.fill (global.get $templateSlots) (i32.const 0) (i32.sub (global.get $slotsEnd) (global.get $templateSlots))))

  ;; Says of the bytes from `from` to `end`, and some around them, what they are.
  (func $classify (param $from i32) (param $end i32)
    (local $bits i32) (local $letters i64) (local $marks i64) (local $shift i64)
    (local $bytes v128) (local $digits v128)
    (local $zero v128) (local $nine v128) (local $case v128) (local $a v128) (local $z v128)
    (local.set $zero (v128.const i8x16 48 48 48 48 48 48 48 48 48 48 48 48 48 48 48 48))
    (local.set $nine (v128.const i8x16 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9))
    (local.set $case (v128.const i8x16 32 32 32 32 32 32 32 32 32 32 32 32 32 32 32 32))
    (local.set $a (v128.const i8x16 97 97 97 97 97 97 97 97 97 97 97 97 97 97 97 97))
    (local.set $z (v128.const i8x16 25 25 25 25 25 25 25 25 25 25 25 25 25 25 25 25))
    (local.set $from (i32.and (local.get $from) (i32.const -64)))
    (loop $word
      (local.set $letters (i64.const 0))
      (local.set $marks (i64.const 0))
      (local.set $shift (i64.const 0))
      (loop $next
        (local.set $bytes (v128.load (local.get $from)))
        (local.set $digits (i8x16.le_u
          (i8x16.sub (local.get $bytes) (local.get $zero))
          (local.get $nine)))
        (local.set $letters (i64.or (local.get $letters) (i64.shl
          (i64.extend_i32_u (i8x16.bitmask (v128.or (local.get $digits) (i8x16.le_u
            (i8x16.sub (v128.or (local.get $bytes) (local.get $case)) (local.get $a))
            (local.get $z)))))
          (local.get $shift))))
        (local.set $marks (i64.or (local.get $marks) (i64.shl
          (i64.extend_i32_u (i8x16.bitmask (v128.or (local.get $digits)
            (i8x16.eq (local.get $bytes) (v128.const i64x2 0 0)))))
          (local.get $shift))))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (br_if $next (i64.lt_u (local.tee $shift (i64.add (local.get $shift) (i64.const 16))) (i64.const 64))))
      (local.set $bits (i32.shr_u (i32.sub (i32.sub (local.get $from) (i32.const 64)) (global.get $chunk)) (i32.const 3)))
      (i64.store (i32.add (global.get $letters) (local.get $bits)) (local.get $letters))
      (i64.store (i32.add (global.get $marks) (local.get $bits)) (local.get $marks))
      (br_if $word (i32.lt_u (local.get $from) (local.get $end)))))

  ;; Where the first bit from `at` on is set, after `xor` with `flip`; `end` if there is none before.
  (func $find (param $bits i32) (param $flip i64) (param $at i32) (param $end i32) (result i32)
    (local $word i64) (local $i i32)
    (local.set $i (i32.sub (local.get $at) (global.get $chunk)))
    (local.set $bits (i32.add (local.get $bits) (i32.and (i32.shr_u (local.get $i) (i32.const 3)) (i32.const -8))))
    (local.set $word (i64.shr_u
      (i64.xor (i64.load (local.get $bits)) (local.get $flip))
      (i64.extend_i32_u (i32.and (local.get $i) (i32.const 63)))))
    (if (i64.eqz (local.get $word))
      (then
        (local.set $at (i32.and (local.get $at) (i32.const -64)))
        (loop $next
          (local.set $at (i32.add (local.get $at) (i32.const 64)))
          (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (local.get $end))))
          (local.set $bits (i32.add (local.get $bits) (i32.const 8)))
          (br_if $next (i64.eqz (local.tee $word (i64.xor (i64.load (local.get $bits)) (local.get $flip))))))))
    (local.set $at (i32.add (local.get $at) (i32.wrap_i64 (i64.ctz (local.get $word)))))
    (select (local.get $at) (local.get $end) (i32.lt_u (local.get $at) (local.get $end))))

  ;; Where the letters and digits begin that stand before `at` without a gap, `from` at the earliest.
  (func $runStart (param $at i32) (param $from i32) (result i32)
    (local $gaps i64) (local $i i32)
    (local.set $i (i32.sub (local.get $at) (global.get $chunk)))
    (local.set $gaps (i64.and
      (i64.xor (call $letterWord (local.get $i)) (i64.const -1))
      (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (i32.and (local.get $i) (i32.const 63)))) (i64.const 1))))
    (local.set $at (i32.and (local.get $at) (i32.const -64)))
    (block $done (loop $next
      (br_if $done (i32.or (i64.ne (local.get $gaps) (i64.const 0)) (i32.le_u (local.get $at) (local.get $from))))
      (local.set $at (i32.sub (local.get $at) (i32.const 64)))
      (local.set $gaps (i64.xor (call $letterWord (i32.sub (local.get $at) (global.get $chunk))) (i64.const -1)))
      (br $next)))
    (local.set $at (i32.add (local.get $at) (i32.sub (i32.const 64) (i32.wrap_i64 (i64.clz (local.get $gaps))))))
    (select (local.get $at) (local.get $from) (i32.gt_u (local.get $at) (local.get $from))))

  (func $letterWord (param $i i32) (result i64)
    (i64.load (i32.add (global.get $letters) (i32.and (i32.shr_u (local.get $i) (i32.const 3)) (i32.const -8)))))

  ;; Finds the tokens of a message, from digit to digit. The next one is looked for in the 57 bits or more that begin where the
  ;; one before ended: each step waits for two loads at the same place, and for nothing else.
  (func $scan (param $at i32) (param $end i32)
    (local $mark i32) (local $start i32) (local $runEnd i32) (local $isDigits i32) (local $run i32) (local $after i32)
    (local $i i32) (local $marks i64) (local $gaps i64) (local $first i64) (local $hash i64)
    (local $tokens i32) (local $type i32) (local $digits i64)
    (local.set $hash (global.get $seed))
    (local.set $tokens (global.get $tokenCount))
    (block $done (loop $next
      (local.set $i (i32.sub (local.get $at) (global.get $chunk)))
      (local.set $first (i64.extend_i32_u (i32.and (local.get $i) (i32.const 7))))
      (local.set $i (i32.shr_u (local.get $i) (i32.const 3)))
      (local.set $marks (i64.shr_u (i64.load (i32.add (global.get $marks) (local.get $i))) (local.get $first)))
      (local.set $gaps (i64.shr_u
        (i64.xor (i64.load (i32.add (global.get $letters) (local.get $i))) (i64.const -1))
        (local.get $first)))
      (local.set $first (i64.ctz (local.get $marks)))
      (if (i32.or (i64.eqz (local.get $marks)) (i64.eqz (i64.shr_u (local.get $gaps) (local.get $first))))
        (then
          (local.set $mark (call $find (global.get $marks) (i64.const 0) (local.get $at) (local.get $end)))
          (br_if $done (i32.ge_u (local.get $mark) (local.get $end)))
          (local.set $start (call $runStart (local.get $mark) (local.get $at)))
          (local.set $runEnd (call $find (global.get $letters) (i64.const -1) (local.get $mark) (local.get $end)))
          (local.set $isDigits (i32.ge_u
            (call $find (global.get $marks) (i64.const -1) (local.get $mark) (local.get $end))
            (local.get $runEnd))))
        (else
          (local.set $mark (i32.add (local.get $at) (i32.wrap_i64 (local.get $first))))
          (br_if $done (i32.ge_u (local.get $mark) (local.get $end)))
          ;; Behind the last gap before it, or where the token before ended.
          (local.set $start (i32.add (local.get $at) (i32.wrap_i64 (i64.sub (i64.const 64) (i64.clz (i64.and
            (local.get $gaps)
            (i64.sub (i64.shl (i64.const 1) (local.get $first)) (i64.const 1))))))))
          (local.set $gaps (i64.ctz (i64.shr_u (local.get $gaps) (local.get $first))))
          (local.set $runEnd (i32.add (local.get $mark) (i32.wrap_i64 (local.get $gaps))))
          (local.set $isDigits (i64.ge_u
            (i64.ctz (i64.xor (i64.shr_u (local.get $marks) (local.get $first)) (i64.const -1)))
            (local.get $gaps)))))

      ;; A zero byte is no letter: those before it are no part of the token.
      (local.set $start (select (local.get $mark) (local.get $start) (i32.eq (local.get $mark) (local.get $runEnd))))

      ;; A short one first: before most numbers there is no more.
      (local.set $run (i32.sub (local.get $start) (local.get $at)))
      (local.set $hash (if (result i64) (i32.lt_u (local.get $run) (i32.const 8))
        (then (call $mixShort (local.get $hash) (local.get $at) (i64.extend_i32_u (local.get $run))))
        (else (call $mixText (local.get $hash) (local.get $at) (local.get $start)))))

      (local.set $isDigits (i32.and (local.get $isDigits) (i32.eq (local.get $start) (local.get $mark))))
      (local.set $run (i32.sub (local.get $runEnd) (local.get $start)))
      (local.set $after (i32.load8_u (local.get $runEnd)))
      ;; One to eight digits with neither a dash nor a dot nor a colon after them, are a number.
      (if (i32.and
          (i32.and (local.get $isDigits) (i32.le_u (i32.sub (local.get $run) (i32.const 1)) (i32.const 7)))
          (i32.and
            (i32.gt_u (i32.sub (local.get $after) (i32.const 45)) (i32.const 1))
            (i32.ne (local.get $after) (i32.const 58))))
        (then
          (if (i32.eq (local.get $tokens) (i32.const 32768))
            (then
              (global.set $isFull (i32.const 1))
              (return)))
          (local.set $digits (i64.load (local.get $start)))
          (local.set $type (select (i32.add (local.get $run) (i32.const 11)) (i32.const 1) (i32.and
            (i64.eq (i64.and (local.get $digits) (i64.const 0xff)) (i64.const 48))
            (i32.gt_u (local.get $run) (i32.const 1)))))
          (local.set $digits (call $digits (local.get $digits) (local.get $run)))
          ;; As `$add` does it.
          (f64.store
            (i32.add (global.get $values) (i32.shl (local.get $tokens) (i32.const 3)))
            (f64.convert_i64_s (local.get $digits)))
          (local.set $i (i32.sub (local.get $tokens) (global.get $firstToken)))
          (i32.store8 (i32.add (global.get $tokenTypes) (local.get $i)) (local.get $type))
          (local.set $i (i32.shl (local.get $i) (i32.const 2)))
          (i32.store (i32.add (global.get $tokenStarts) (local.get $i)) (local.get $start))
          (i32.store (i32.add (global.get $tokenEnds) (local.get $i)) (local.get $runEnd))
          (local.set $tokens (i32.add (local.get $tokens) (i32.const 1)))
          (local.set $hash (i64.xor (local.get $hash) (i64.mul (i64.extend_i32_u (local.get $type)) (global.get $factorB))))
          (local.set $at (local.get $runEnd)))
        (else
          (global.set $tokenCount (local.get $tokens))
          (global.set $typeHash (i64.const 0))
          (local.set $at
            (call $token (local.get $start) (local.get $mark) (local.get $runEnd) (local.get $isDigits) (local.get $end)))
          (local.set $tokens (global.get $tokenCount))
          (local.set $hash (i64.xor (local.get $hash) (global.get $typeHash)))))
      (br $next)))
    (global.set $tokenCount (local.get $tokens))
    (global.set $hash (call $mixText (local.get $hash) (local.get $at) (local.get $end))))

  ;; Takes as one token or more what begins at `start`, has its first digit, or zero byte, at `mark`, and ends at `runEnd` unless it
  ;; is of several runs, which begin with digits alone. Returns its end.
  (func $token (param $start i32) (param $mark i32) (param $runEnd i32) (param $isDigits i32) (param $end i32) (result i32)
    (local $after i32) (local $length i32) (local $whole i32)
    (if (i32.eqz (i32.load8_u (local.get $mark)))
      (then (return (call $zero (local.get $mark)))))
    (if (i32.eqz (local.get $isDigits))
      (then (return (call $string (local.get $start) (local.get $runEnd)))))
    ;; At the message's end stands an LF.
    (local.set $after (i32.load8_u (local.get $runEnd)))
    (local.set $length (i32.sub (local.get $runEnd) (local.get $start)))
    (if (i32.and (i32.eq (local.get $after) (i32.const 45)) (i32.eq (local.get $length) (i32.const 4)))
      (then (local.set $whole (call $stamp (local.get $start) (local.get $end)))))
    (if (i32.and (i32.eq (local.get $after) (i32.const 58)) (i32.eq (local.get $length) (i32.const 2)))
      (then (local.set $whole (call $clock (local.get $start) (local.get $end)))))
    (if (i32.and (i32.eq (local.get $after) (i32.const 46)) (i32.le_u (local.get $length) (i32.const 3)))
      (then (local.set $whole (call $address (local.get $start) (local.get $end)))))
    (if (result i32) (local.get $whole)
      (then (local.get $whole))
      (else (call $numbers (local.get $start) (local.get $runEnd)))))

  ;; Adds a token.
  (func $add (param $type i32) (param $value i64) (param $start i32) (param $end i32)
    (local $i i32)
    (if (i32.eq (global.get $tokenCount) (i32.const 32768))
      (then
        (global.set $isFull (i32.const 1))
        (return)))
    (f64.store
      (i32.add (global.get $values) (i32.shl (global.get $tokenCount) (i32.const 3)))
      (f64.convert_i64_s (local.get $value)))
    (local.set $i (i32.sub (global.get $tokenCount) (global.get $firstToken)))
    (i32.store8 (i32.add (global.get $tokenTypes) (local.get $i)) (local.get $type))
    (local.set $i (i32.shl (local.get $i) (i32.const 2)))
    (i32.store (i32.add (global.get $tokenStarts) (local.get $i)) (local.get $start))
    (i32.store (i32.add (global.get $tokenEnds) (local.get $i)) (local.get $end))
    (global.set $tokenCount (i32.add (global.get $tokenCount) (i32.const 1)))
    (global.set $typeHash (i64.xor
      (i64.mul (global.get $typeHash) (global.get $factor))
      (i64.mul (i64.extend_i32_u (local.get $type)) (global.get $factorB)))))

  (func $zero (param $at i32) (result i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $at) (i32.const 1)))
    (call $add (i32.const 21) (i64.const 0) (local.get $at) (local.get $end))
    (local.get $end))

  ;; Takes digits as numbers of up to nine; the first of several has what is over. Returns `end`.
  (func $numbers (param $at i32) (param $end i32) (result i32)
    (local $length i32) (local $isPadded i32)
    (local.set $length (i32.add (i32.const 1)
      (i32.rem_u (i32.sub (i32.sub (local.get $end) (local.get $at)) (i32.const 1)) (i32.const 9))))
    (local.set $isPadded (i32.and
      (i32.eq (i32.load8_u (local.get $at)) (i32.const 48))
      (i32.gt_u (local.get $length) (i32.const 1))))
    (loop $next
      (call $add
        (select (i32.add (local.get $length) (i32.const 11)) (i32.const 1) (local.get $isPadded))
        (call $number (local.get $at) (local.get $length))
        (local.get $at)
        (i32.add (local.get $at) (local.get $length)))
      (local.set $at (i32.add (local.get $at) (local.get $length)))
      (local.set $length (i32.const 9))
      (local.set $isPadded (i32.const 1))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    (local.get $end))

  ;; The number that so many digits are, 1 to 9.
  (func $number (param $at i32) (param $length i32) (result i64)
    (local $first i64)
    (if (i32.eq (local.get $length) (i32.const 9))
      (then
        (local.set $first (i64.mul (i64.const 100000000) (i64.sub (i64.load8_u (local.get $at)) (i64.const 48))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $length (i32.const 8))))
    (i64.add (local.get $first) (call $digits (i64.load (local.get $at)) (local.get $length))))

  ;; The number of the first `length` digits, 1 to 8, of those in `text`.
  (func $digits (param $text i64) (param $length i32) (result i64)
    (local $x i64)
    ;; The last digit becomes the highest byte; what stood behind it is gone, and before the first there is 0.
    (local.set $x (i64.shl
      (i64.and (local.get $text) (i64.const 0x0f0f0f0f0f0f0f0f))
      (i64.extend_i32_u (i32.shl (i32.sub (i32.const 8) (local.get $length)) (i32.const 3)))))
    ;; Neighbours are put together: to four numbers below 100, two below 10,000, and the one.
    (local.set $x (i64.and (i64.const 0x00ff00ff00ff00ff)
      (i64.add (i64.mul (local.get $x) (i64.const 10)) (i64.shr_u (local.get $x) (i64.const 8)))))
    (local.set $x (i64.and (i64.const 0x0000ffff0000ffff)
      (i64.add (i64.mul (local.get $x) (i64.const 100)) (i64.shr_u (local.get $x) (i64.const 16)))))
    (i64.and (i64.const 0x00000000ffffffff)
      (i64.add (i64.mul (local.get $x) (i64.const 10000)) (i64.shr_u (local.get $x) (i64.const 32)))))

  ;; Two digits that are known to be digits.
  (func $pair (param $at i32) (result i32)
    (i32.sub
      (i32.add (i32.mul (i32.load8_u (local.get $at)) (i32.const 10)) (i32.load8_u offset=1 (local.get $at)))
      (i32.const 528)))

  ;; Takes `YYYY-MM-DDThh:mm:ss` with or without a fraction. Returns where it ends, 0 if there is none.
  (func $stamp (param $at i32) (param $end i32) (result i32)
    (local $value i64) (local $to i32) (local $digits i32)
    (local.set $to (i32.add (local.get $at) (i32.const 19)))
    (if (i32.gt_u (local.get $to) (local.get $end)) (then (return (i32.const 0))))
    (if (i32.eqz (call $isMinute (local.get $at))) (then (return (i32.const 0))))
    (if (i32.eqz (call $isSecond (i32.add (local.get $at) (i32.const 16)))) (then (return (i32.const 0))))
    (local.set $value (i64.add (global.get $minute)
      (i64.extend_i32_u (call $pair (i32.add (local.get $at) (i32.const 17))))))
    (if (i32.eq (i32.load8_u (local.get $to)) (i32.const 46))
      (then
        (local.set $digits (call $digitsAt (i32.add (local.get $to) (i32.const 1))))
        (if (local.get $digits)
          (then
            (local.set $value (i64.add
              (i64.mul (local.get $value) (call $power (local.get $digits)))
              (call $number (i32.add (local.get $to) (i32.const 1)) (local.get $digits))))
            (local.set $to (i32.add (i32.add (local.get $to) (i32.const 1)) (local.get $digits)))))))
    ;; 2^51, the largest value of a column.
    (if (i64.gt_s (local.get $value) (i64.const 0x8000000000000)) (then (return (i32.const 0))))
    (call $add (i32.add (i32.const 5) (local.get $digits)) (local.get $value) (local.get $at) (local.get $to))
    (local.get $to))

  ;; How many digits stand there, up to six. A zero byte is marked too, but is no letter.
  (func $digitsAt (param $at i32) (result i32)
    (local $i i32) (local $digits i32)
    (local.set $i (i32.sub (local.get $at) (global.get $chunk)))
    (local.set $digits (i32.wrap_i64 (i64.ctz (i64.xor (i64.const -1) (i64.shr_u
      (i64.and
        (i64.load (i32.add (global.get $marks) (i32.shr_u (local.get $i) (i32.const 3))))
        (i64.load (i32.add (global.get $letters) (i32.shr_u (local.get $i) (i32.const 3)))))
      (i64.extend_i32_u (i32.and (local.get $i) (i32.const 7))))))))
    (select (local.get $digits) (i32.const 6) (i32.lt_u (local.get $digits) (i32.const 6))))

  (func $power (param $exponent i32) (result i64)
    (local $power i64)
    (local.set $power (i64.const 1))
    (block $done (loop $next
      (br_if $done (i32.eqz (local.get $exponent)))
      (local.set $power (i64.mul (local.get $power) (i64.const 10)))
      (local.set $exponent (i32.sub (local.get $exponent) (i32.const 1)))
      (br $next)))
    (local.get $power))

  ;; Whether `:ss` stands there.
  (func $isSecond (param $at i32) (result i32)
    (i32.and
      (i32.eq (i32.load8_u (local.get $at)) (i32.const 58))
      (i32.and
        (i32.le_u (i32.sub (i32.load8_u offset=1 (local.get $at)) (i32.const 48)) (i32.const 5))
        (i32.le_u (i32.sub (i32.load8_u offset=2 (local.get $at)) (i32.const 48)) (i32.const 9)))))

  ;; Whether `YYYY-MM-DDThh:mm` stands there, a minute since 1970; if so, `$minute` is that. Nearly always it is still.
  (func $isMinute (param $at i32) (result i32)
    (local $text v128) (local $year i32) (local $month i32) (local $day i32) (local $hours i32)
    (local.set $text (v128.load (local.get $at)))
    (if (i8x16.all_true (i8x16.eq (local.get $text) (global.get $minuteText))) (then (return (i32.const 1))))
    ;; Each byte above that of `0000-00-00T00:00` by as much as it may be.
    (if (i32.eqz (i8x16.all_true (i8x16.le_u
        (i8x16.sub (local.get $text) (v128.const i8x16 48 48 48 48 45 48 48 45 48 48 84 48 48 58 48 48))
        (v128.const i8x16 9 9 9 9 0 1 9 0 3 9 0 2 9 0 5 9))))
      (then (return (i32.const 0))))
    (local.set $year (i32.add
      (i32.mul (call $pair (local.get $at)) (i32.const 100))
      (call $pair (i32.add (local.get $at) (i32.const 2)))))
    (local.set $month (call $pair (i32.add (local.get $at) (i32.const 5))))
    (local.set $day (call $pair (i32.add (local.get $at) (i32.const 8))))
    (local.set $hours (call $pair (i32.add (local.get $at) (i32.const 11))))
    (if (i32.or
        (i32.or
          (i32.lt_u (local.get $year) (i32.const 1970))
          (i32.gt_u (i32.sub (local.get $month) (i32.const 1)) (i32.const 11)))
        (i32.or
          (i32.gt_u (local.get $hours) (i32.const 23))
          (i32.ge_u
            (i32.sub (local.get $day) (i32.const 1))
            (call $daysIn (local.get $year) (local.get $month)))))
      (then (return (i32.const 0))))
    (global.set $minuteText (local.get $text))
    (global.set $minute (i64.add
      (i64.mul (i64.extend_i32_s (call $daysTo (local.get $year) (local.get $month) (local.get $day))) (i64.const 86400))
      (i64.extend_i32_u (i32.add
        (i32.mul (local.get $hours) (i32.const 3600))
        (i32.mul (call $pair (i32.add (local.get $at) (i32.const 14))) (i32.const 60))))))
    (i32.const 1))

  (func $daysIn (param $year i32) (param $month i32) (result i32)
    (local $isLeap i32)
    (local.set $isLeap (i32.and
      (i32.eqz (i32.and (local.get $year) (i32.const 3)))
      (i32.or
        (i32.ne (i32.rem_u (local.get $year) (i32.const 100)) (i32.const 0))
        (i32.eqz (i32.rem_u (local.get $year) (i32.const 400))))))
    (if (i32.eq (local.get $month) (i32.const 2)) (then (return (i32.add (i32.const 28) (local.get $isLeap)))))
    ;; 31 in the odd months up to July, and in the even ones from August on.
    (i32.add (i32.const 30) (i32.and (i32.const 1)
      (i32.xor (local.get $month) (i32.ge_u (local.get $month) (i32.const 8))))))

  ;; Days from 1970-01-01 to a date of the Gregorian calendar. Years that begin in March have their leap day last.
  (func $daysTo (param $year i32) (param $month i32) (param $day i32) (result i32)
    (local $isEarly i32)
    (local.set $isEarly (i32.le_u (local.get $month) (i32.const 2)))
    (local.set $year (i32.sub (local.get $year) (local.get $isEarly)))
    (local.set $month (i32.add (local.get $month) (select (i32.const 9) (i32.const -3) (local.get $isEarly))))
    (i32.add
      (i32.add
        (i32.sub
          (i32.add (i32.mul (local.get $year) (i32.const 365)) (i32.div_u (local.get $year) (i32.const 4)))
          (i32.div_u (local.get $year) (i32.const 100)))
        (i32.div_u (local.get $year) (i32.const 400)))
      (i32.add
        (i32.div_u (i32.add (i32.mul (local.get $month) (i32.const 153)) (i32.const 2)) (i32.const 5))
        (i32.sub (local.get $day) (i32.const 719469)))))

  ;; Takes `hh:mm:ss`. Returns where it ends, 0 if there is none.
  (func $clock (param $at i32) (param $end i32) (result i32)
    (local $to i32) (local $hours i32)
    (local.set $to (i32.add (local.get $at) (i32.const 8)))
    (if (i32.gt_u (local.get $to) (local.get $end)) (then (return (i32.const 0))))
    (if (i32.eqz (i8x16.all_true (i8x16.le_u
        (i8x16.sub (v128.load64_zero (local.get $at)) (v128.const i8x16 48 48 58 48 48 58 48 48 0 0 0 0 0 0 0 0))
        (v128.const i8x16 2 9 0 5 9 0 5 9 0 0 0 0 0 0 0 0))))
      (then (return (i32.const 0))))
    (local.set $hours (call $pair (local.get $at)))
    (if (i32.gt_u (local.get $hours) (i32.const 23)) (then (return (i32.const 0))))
    (call $add (i32.const 4)
      (i64.extend_i32_u (i32.add
        (i32.mul (local.get $hours) (i32.const 3600))
        (i32.add
          (i32.mul (call $pair (i32.add (local.get $at) (i32.const 3))) (i32.const 60))
          (call $pair (i32.add (local.get $at) (i32.const 6))))))
      (local.get $at) (local.get $to))
    (local.get $to))

  ;; Takes an IPv4 address as it is usually written. Returns where it ends, 0 if there is none.
  (func $address (param $start i32) (param $end i32) (result i32)
    (local $at i32) (local $from i32) (local $last i32) (local $octet i32) (local $digit i32) (local $value i64) (local $part i32)
    (local.set $at (local.get $start))
    (loop $next
      (local.set $from (local.get $at))
      (local.set $last (select (i32.add (local.get $at) (i32.const 3)) (local.get $end)
        (i32.lt_u (i32.add (local.get $at) (i32.const 3)) (local.get $end))))
      (local.set $octet (i32.const 0))
      (block $over (loop $digits
        (br_if $over (i32.ge_u (local.get $at) (local.get $last)))
        (local.set $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
        (br_if $over (i32.gt_u (local.get $digit) (i32.const 9)))
        (local.set $octet (i32.add (i32.mul (local.get $octet) (i32.const 10)) (local.get $digit)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $digits)))
      (if (i32.or
          (i32.or (i32.eq (local.get $at) (local.get $from)) (i32.gt_u (local.get $octet) (i32.const 255)))
          (i32.and
            (i32.eq (i32.load8_u (local.get $from)) (i32.const 48))
            (i32.gt_u (i32.sub (local.get $at) (local.get $from)) (i32.const 1))))
        (then (return (i32.const 0))))
      (local.set $value (i64.or (i64.shl (local.get $value) (i64.const 8)) (i64.extend_i32_u (local.get $octet))))
      (if (i32.lt_u (local.tee $part (i32.add (local.get $part) (i32.const 1))) (i32.const 4))
        (then
          (if (i32.or
              (i32.ge_u (local.get $at) (local.get $end))
              (i32.ne (i32.load8_u (local.get $at)) (i32.const 46)))
            (then (return (i32.const 0))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $next))))
    (call $add (i32.const 3) (local.get $value) (local.get $start) (local.get $at))
    (local.get $at))

  ;; Takes letters and digits as a string, which is new or not. Returns `end`.
  (func $string (param $start i32) (param $end i32) (result i32)
    (local $hash i32) (local $slot i32) (local $i i32) (local $string i32)
    (local.set $hash (i32.wrap_i64 (i64.shr_u
      (call $mixText (global.get $seed) (local.get $start) (local.get $end)) (i64.const 32))))
    (local.set $slot (local.get $hash))
    (block $found
      (block $missing (loop $next
        (local.set $slot (i32.and (local.get $slot) (i32.const 32767)))
        (local.set $i (i32.load16_u (call $place (global.get $stringSlots) (local.get $slot))))
        (br_if $missing (i32.eqz (local.get $i)))
        (local.set $i (i32.sub (local.get $i) (i32.const 1)))
        (local.set $string (i32.add (global.get $strings) (i32.shl (local.get $i) (i32.const 3))))
        (if (i32.eq (i32.load offset=4 (local.get $string)) (local.get $hash))
          (then (br_if $found (call $isString (local.get $string) (local.get $start) (local.get $end)))))
        (local.set $slot (i32.add (local.get $slot) (i32.const 1)))
        (br $next)))
      (local.set $i (global.get $stringCount))
      (if (i32.eq (local.get $i) (i32.const 16384))
        (then
          (global.set $isFull (i32.const 1))
          (return (local.get $end))))
      (call $appendString (local.get $hash) (local.get $start) (local.get $end))
      (i32.store16 (call $place (global.get $stringSlots) (local.get $slot)) (global.get $stringCount)))
    (call $add (i32.const 2) (i64.extend_i32_u (local.get $i)) (local.get $start) (local.get $end))
    (local.get $end))

  ;; Where number `i` of those of 16 bits is.
  (func $place (param $at i32) (param $i i32) (result i32)
    (i32.add (local.get $at) (i32.shl (local.get $i) (i32.const 1))))

  ;; Whether that is the string, of which eight bytes are looked at at a time.
  (func $isString (param $string i32) (param $at i32) (param $end i32) (result i32)
    (local $text i32) (local $left i32)
    (local.set $text (i32.load (local.get $string)))
    (block $done (loop $next
      (br_if $done (i32.lt_u (local.tee $left (i32.sub (local.get $end) (local.get $at))) (i32.const 8)))
      (if (i64.ne (i64.load (local.get $text)) (i64.load (local.get $at))) (then (return (i32.const 0))))
      (local.set $text (i32.add (local.get $text) (i32.const 8)))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br $next)))
    ;; Up to seven bytes are left, and the zero after it, which is in no string.
    (i32.and
      (i64.eqz (i64.and
        (i64.xor (i64.load (local.get $text)) (i64.load (local.get $at)))
        (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (i32.shl (local.get $left) (i32.const 3)))) (i64.const 1))))
      (i32.eqz (i32.load8_u (i32.add (local.get $text) (local.get $left))))))

  (func $appendString (param $hash i32) (param $at i32) (param $end i32)
    (local $to i32) (local $string i32)
    (local.set $to (i32.add (global.get $stringTexts) (global.get $stringBytes)))
    (local.set $string (i32.add (global.get $strings) (i32.shl (global.get $stringCount) (i32.const 3))))
    (i32.store (local.get $string) (local.get $to))
    (i32.store offset=4 (local.get $string) (local.get $hash))
    ;; What is copied too far is overwritten by the next one.
    (loop $next
      (v128.store (local.get $to) (v128.load (local.get $at)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
    (local.set $to (i32.sub (local.get $to) (i32.sub (local.get $at) (local.get $end))))
    (i32.store8 (local.get $to) (i32.const 0))
    (global.set $stringBytes (i32.sub (i32.add (local.get $to) (i32.const 1)) (global.get $stringTexts)))
    (global.set $stringCount (i32.add (global.get $stringCount) (i32.const 1))))

  (func $mix (param $hash i64) (param $value i64) (result i64)
    (local.set $hash (i64.mul (i64.xor (local.get $hash) (local.get $value)) (global.get $factor)))
    (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32))))

  ;; Mixes a text and its length into a hash, 16 bytes at a time.
  (func $mixText (param $hash i64) (param $at i32) (param $end i32) (result i64)
    (local $length i64)
    (local.set $length (i64.extend_i32_u (i32.sub (local.get $end) (local.get $at))))
    (block $done (loop $next
      (br_if $done (i32.gt_u (i32.add (local.get $at) (i32.const 16)) (local.get $end)))
      (local.set $hash (i64.add
        (i64.mul (i64.xor (local.get $hash) (i64.load (local.get $at))) (global.get $factor))
        (i64.mul (i64.xor (global.get $seed) (i64.load offset=8 (local.get $at))) (global.get $factorB))))
      (local.set $hash (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br $next)))
    (if (i64.ne (i64.and (local.get $length) (i64.const 8)) (i64.const 0))
      (then
        (local.set $hash (call $mix (local.get $hash) (i64.load (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))))
    (call $mixShort (local.get $hash) (local.get $at) (local.get $length)))

  ;; Mixes the last bytes of a text, up to seven, and its length into a hash.
  (func $mixShort (param $hash i64) (param $at i32) (param $length i64) (result i64)
    (call $mix (local.get $hash) (i64.xor
      (i64.shl (local.get $length) (i64.const 56))
      (i64.and
        (i64.load (local.get $at))
        (i64.sub (i64.shl (i64.const 1) (i64.shl (i64.and (local.get $length) (i64.const 7)) (i64.const 3))) (i64.const 1))))))

  ;; The template of the message that has been scanned, a new one if need be.
  ;;
  ;; Two templates with the same hash are taken for one. So rarely is that wrong that it is left to the check of what has
  ;; been packed.
  (func $template (param $start i32) (param $end i32) (result i32)
    (local $slot i32) (local $template i32) (local $tokens i32) (local $i i32)
    (local.set $slot (i32.wrap_i64 (global.get $hash)))
    (local.set $tokens (i32.sub (global.get $tokenCount) (global.get $firstToken)))
    (loop $next
      (local.set $slot (i32.and (local.get $slot) (i32.const 16383)))
      (local.set $template (i32.sub (i32.load16_u (call $place (global.get $templateSlots) (local.get $slot))) (i32.const 1)))
      (if (i32.eq (local.get $template) (i32.const -1))
        (then (return (call $addTemplate (local.get $slot) (local.get $tokens) (local.get $start) (local.get $end)))))
      (local.set $slot (i32.add (local.get $slot) (i32.const 1)))
      (br_if $next (i64.ne (global.get $hash)
        (i64.load (i32.add (global.get $templateHashes) (i32.shl (local.get $template) (i32.const 3)))))))
    (local.set $i (i32.shl (local.get $template) (i32.const 2)))
    (call $increment (i32.add (global.get $uses) (local.get $i)))
    (local.set $i (i32.add (global.get $firstParts) (local.get $i)))
    (if (i32.ne (i32.sub (i32.load offset=4 (local.get $i)) (i32.load (local.get $i))) (i32.add (local.get $tokens) (i32.const 1)))
      (then (global.set $isFull (i32.const 1)))
      (else (call $compareValues (i32.load (local.get $i)) (local.get $tokens))))
    (local.get $template))

  (func $increment (param $at i32)
    (i32.store (local.get $at) (i32.add (i32.load (local.get $at)) (i32.const 1))))

  ;; Notes which of the message's values are others than the template's first.
  (func $compareValues (param $part i32) (param $count i32)
    (local $value i32) (local $first i32) (local $end i32)
    (local.set $value (i32.add (global.get $values) (i32.shl (global.get $firstToken) (i32.const 3))))
    (local.set $end (i32.add (local.get $value) (i32.shl (local.get $count) (i32.const 3))))
    (local.set $first (i32.add (global.get $firstValues) (i32.shl (local.get $part) (i32.const 3))))
    (local.set $part (i32.add (global.get $varies) (local.get $part)))
    (block $done (loop $next
      (br_if $done (i32.eq (local.get $value) (local.get $end)))
      (i32.store8 (local.get $part) (i32.or
        (i32.load8_u (local.get $part))
        (f64.ne (f64.load (local.get $value)) (f64.load (local.get $first)))))
      (local.set $value (i32.add (local.get $value) (i32.const 8)))
      (local.set $first (i32.add (local.get $first) (i32.const 8)))
      (local.set $part (i32.add (local.get $part) (i32.const 1)))
      (br $next))))

  (func $addTemplate (param $slot i32) (param $tokens i32) (param $start i32) (param $end i32) (result i32)
    (local $template i32) (local $i i32)
    (local.set $template (global.get $templateCount))
    (if (i32.or
        (i32.eq (local.get $template) (i32.const 8192))
        (i32.ge_u (i32.add (global.get $partCount) (local.get $tokens)) (i32.const 32768)))
      (then
        (global.set $isFull (i32.const 1))
        (return (i32.const 0))))
    (global.set $templateCount (i32.add (local.get $template) (i32.const 1)))
    (i32.store16 (call $place (global.get $templateSlots) (local.get $slot)) (global.get $templateCount))
    (i64.store (i32.add (global.get $templateHashes) (i32.shl (local.get $template) (i32.const 3))) (global.get $hash))
    (local.set $i (i32.shl (local.get $template) (i32.const 2)))
    (i32.store (i32.add (global.get $uses) (local.get $i)) (i32.const 1))
    (i32.store (i32.add (global.get $messageStarts) (local.get $i)) (i32.sub (local.get $start) (global.get $chunk)))
    (i32.store (i32.add (global.get $firstParts) (local.get $i)) (global.get $partCount))
    (call $addParts (local.get $tokens) (local.get $start) (local.get $end))
    (i32.store offset=4 (i32.add (global.get $firstParts) (local.get $i)) (global.get $partCount))
    (local.get $template))

  (func $addParts (param $tokens i32) (param $literal i32) (param $end i32)
    (local $i i32) (local $type i32) (local $start i32) (local $context i64)
    (block $done (loop $next
      (br_if $done (i32.eq (local.get $i) (local.get $tokens)))
      (local.set $type (i32.load8_u (i32.add (global.get $tokenTypes) (local.get $i))))
      (local.set $start (i32.load (i32.add (global.get $tokenStarts) (i32.shl (local.get $i) (i32.const 2)))))
      (local.set $context (call $context (local.get $literal) (local.get $start) (local.get $type) (local.get $context)))
      (local.set $literal (i32.load (i32.add (global.get $tokenEnds) (i32.shl (local.get $i) (i32.const 2)))))
      (call $addPart
        (call $column (local.get $context) (local.get $type))
        (f64.load (i32.add (global.get $values) (i32.shl (i32.add (global.get $firstToken) (local.get $i)) (i32.const 3))))
        (local.get $start) (local.get $literal))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $next)))
    (call $addPart (i32.const -1) (f64.const 0) (local.get $end) (local.get $end)))

  (func $addPart (param $column i32) (param $value f64) (param $start i32) (param $end i32)
    (local $i i32)
    (i32.store16 (call $place (global.get $partColumns) (global.get $partCount)) (local.get $column))
    (local.set $i (i32.shl (global.get $partCount) (i32.const 2)))
    (i32.store (i32.add (global.get $partStarts) (local.get $i)) (i32.sub (local.get $start) (global.get $chunk)))
    (i32.store (i32.add (global.get $partEnds) (local.get $i)) (i32.sub (local.get $end) (global.get $chunk)))
    (f64.store (i32.add (global.get $firstValues) (i32.shl (global.get $partCount) (i32.const 3))) (local.get $value))
    (i32.store8 (i32.add (global.get $varies) (global.get $partCount)) (i32.const 0))
    (global.set $partCount (i32.add (global.get $partCount) (i32.const 1))))

  ;; What says what stands in a slot: up to 12 bytes of the literal text before it; where there are fewer than three, the
  ;; slot before it does too.
  (func $context (param $start i32) (param $end i32) (param $type i32) (param $before i64) (result i64)
    (local $length i32)
    (local.set $length (i32.sub (local.get $end) (local.get $start)))
    (local.set $start (select (local.get $start) (i32.sub (local.get $end) (i32.const 12)) (i32.lt_u (local.get $length) (i32.const 12))))
    (call $mix
      (call $mixText
        (select (local.get $before) (global.get $seed) (i32.lt_u (local.get $length) (i32.const 3)))
        (local.get $start) (local.get $end))
      (i64.extend_i32_u (local.get $type))))

  ;; The column of a context, a new one if need be.
  (func $column (param $context i64) (param $type i32) (result i32)
    (local $slot i32) (local $column i32)
    (local.set $slot (i32.wrap_i64 (local.get $context)))
    (loop $next
      (local.set $slot (i32.and (local.get $slot) (i32.const 4095)))
      (local.set $column (i32.sub (i32.load16_u (call $place (global.get $columnSlots) (local.get $slot))) (i32.const 1)))
      (if (i32.eq (local.get $column) (i32.const -1))
        (then (return (call $addColumn (local.get $slot) (local.get $context) (local.get $type)))))
      (local.set $slot (i32.add (local.get $slot) (i32.const 1)))
      (br_if $next (i64.ne (local.get $context)
        (i64.load (i32.add (global.get $columnHashes) (i32.shl (local.get $column) (i32.const 3))))))
      (br_if $next (i32.ne (local.get $type) (i32.load8_u (i32.add (global.get $columnTypes) (local.get $column))))))
    (local.get $column))

  (func $addColumn (param $slot i32) (param $context i64) (param $type i32) (result i32)
    (local $column i32)
    (local.set $column (global.get $columnCount))
    (if (i32.eq (local.get $column) (i32.const 2048))
      (then
        (global.set $isFull (i32.const 1))
        (return (i32.const 0))))
    (i64.store (i32.add (global.get $columnHashes) (i32.shl (local.get $column) (i32.const 3))) (local.get $context))
    (i32.store8 (i32.add (global.get $columnTypes) (local.get $column)) (local.get $type))
    (global.set $columnCount (i32.add (local.get $column) (i32.const 1)))
    (i32.store16 (call $place (global.get $columnSlots) (local.get $slot)) (global.get $columnCount))
    (local.get $column)))

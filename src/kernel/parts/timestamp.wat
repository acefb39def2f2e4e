;; Time-stamps of RFC 5424 (section 6.2.3), as rfc3339.ts reads them. Messages come in runs of the same minute and zone: what
;; was found valid last is known again by one comparison.

  ;; The minute that was valid last: `2026-11-20T15:08`.
  (global $minute (mut v128) (v128.const i64x2 0 0))
  ;; Its date as `Nov 20 `, in seven bytes.
  (global $date (mut i64) (i64.const 0))
  ;; The zone that was valid last: `+01:00`, in six bytes.
  (global $zone (mut i64) (i64.const 0))

  ;; The byte after the time-stamp at `at`; 0 where there is no valid one.
  (func $timestampEnd (param $at i32) (result i32)
    (local $second i32) (local $digits i32)
    (if (v128.any_true (v128.xor (v128.load (local.get $at)) (global.get $minute)))
      (then (if (i32.eqz (call $learnMinute (v128.load (local.get $at)))) (then (return (i32.const 0))))))

    ;; `:37` and the byte behind it. What is no digit is far above 5 or 9 after the subtraction.
    (local.set $second (i32.load offset=16 (local.get $at)))
    (if (i32.ne (i32.and (local.get $second) (i32.const 0xff)) (i32.const 0x3a)) (then (return (i32.const 0))))
    (if (i32.gt_u (i32.sub (i32.and (local.get $second) (i32.const 0xff00)) (i32.const 0x3000)) (i32.const 0x0500))
      (then (return (i32.const 0))))
    (if (i32.gt_u (i32.sub (i32.and (local.get $second) (i32.const 0xff0000)) (i32.const 0x300000)) (i32.const 0x090000))
      (then (return (i32.const 0))))
    (local.set $at (i32.add (local.get $at) (i32.const 19)))

    ;; `.` and one to six digits.
    (if (i32.eq (i32.shr_u (local.get $second) (i32.const 24)) (i32.const 0x2e))
      (then
        (local.set $digits (i32.ctz (i8x16.bitmask (i8x16.gt_u
          (i8x16.sub (v128.load offset=1 (local.get $at)) (i8x16.splat (i32.const 0x30)))
          (i8x16.splat (i32.const 9))))))
        (if (i32.gt_u (i32.sub (local.get $digits) (i32.const 1)) (i32.const 5)) (then (return (i32.const 0))))
        (local.set $at (i32.add (i32.add (local.get $at) (local.get $digits)) (i32.const 1)))))

    (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x5a)) (then (return (i32.add (local.get $at) (i32.const 1)))))
    (if (i64.ne (i64.and (i64.load (local.get $at)) (i64.const 0xffffffffffff)) (global.get $zone))
      (then (if (i32.eqz (call $learnZone (local.get $at))) (then (return (i32.const 0))))))
    (i32.add (local.get $at) (i32.const 6)))

  ;; Whether these are the bytes of a valid minute: then it is the one that was valid last.
  (func $learnMinute (param $bytes v128) (result i32)
    (local $digits v128) (local $month i32) (local $day i32)
    ;; What is a digit comes to its value, and what is a separator to 0.
    (local.set $digits (i8x16.sub (local.get $bytes)
      (v128.const i8x16 0x30 0x30 0x30 0x30 0x2d 0x30 0x30 0x2d 0x30 0x30 0x54 0x30 0x30 0x3a 0x30 0x30)))
    (if (v128.any_true (i8x16.gt_u (local.get $digits) (v128.const i8x16 9 9 9 9 0 1 9 0 3 9 0 2 9 0 5 9)))
      (then (return (i32.const 0))))
    (local.set $month (i32.add
      (i32.mul (i8x16.extract_lane_u 5 (local.get $digits)) (i32.const 10))
      (i8x16.extract_lane_u 6 (local.get $digits))))
    (local.set $day (i32.add
      (i32.mul (i8x16.extract_lane_u 8 (local.get $digits)) (i32.const 10))
      (i8x16.extract_lane_u 9 (local.get $digits))))
    (if (i32.gt_u (i32.sub (local.get $month) (i32.const 1)) (i32.const 11)) (then (return (i32.const 0))))
    (if (i32.eqz (local.get $day)) (then (return (i32.const 0))))
    (if (i32.gt_u (local.get $day) (call $daysIn (local.get $digits) (local.get $month))) (then (return (i32.const 0))))
    (if (i32.and
          (i32.eq (i8x16.extract_lane_u 11 (local.get $digits)) (i32.const 2))
          (i32.gt_u (i8x16.extract_lane_u 12 (local.get $digits)) (i32.const 3)))
      (then (return (i32.const 0))))
    (global.set $minute (local.get $bytes))
    ;; `Nov ` is in the table of names; a day below 10 has a blank before it.
    (global.set $date (i64.or
      (i64.load32_u (i32.add (global.get $MONTHS) (i32.shl (i32.sub (local.get $month) (i32.const 1)) (i32.const 2))))
      (i64.shl
        (i64.extend_i32_u (i32.or
          (select (i32.const 0x20) (i8x16.extract_lane_u 8 (local.get $bytes)) (i32.lt_u (local.get $day) (i32.const 10)))
          (i32.or (i32.shl (i8x16.extract_lane_u 9 (local.get $bytes)) (i32.const 8)) (i32.const 0x200000))))
        (i64.const 32))))
    (i32.const 1))

  ;; Days of a month, 1 to 12, of the year whose digits are the first four.
  (func $daysIn (param $digits v128) (param $month i32) (result i32)
    (local $year i32)
    (if (i32.ne (local.get $month) (i32.const 2))
      (then (return (i32.add (i32.const 30)
        (i32.and (i32.add (local.get $month) (i32.shr_u (local.get $month) (i32.const 3))) (i32.const 1))))))
    ;; In a century's last two digits 4 divides it where it divides the year; of the centuries themselves, every fourth.
    (local.set $year (call $pair (i8x16.extract_lane_u 2 (local.get $digits)) (i8x16.extract_lane_u 3 (local.get $digits))))
    (if (i32.eqz (local.get $year))
      (then (local.set $year (call $pair (i8x16.extract_lane_u 0 (local.get $digits)) (i8x16.extract_lane_u 1 (local.get $digits))))))
    (i32.add (i32.const 28) (i32.eqz (i32.and (local.get $year) (i32.const 3)))))

  (func $pair (param $tens i32) (param $ones i32) (result i32)
    (i32.add (i32.mul (local.get $tens) (i32.const 10)) (local.get $ones)))

  ;; Whether a valid zone stands at `at`: then it is the one that was valid last.
  (func $learnZone (param $at i32) (result i32)
    (local $sign i32)
    (local.set $sign (i32.load8_u (local.get $at)))
    (if (i32.and (i32.ne (local.get $sign) (i32.const 0x2b)) (i32.ne (local.get $sign) (i32.const 0x2d)))
      (then (return (i32.const 0))))
    (if (i32.ne (i32.load8_u offset=3 (local.get $at)) (i32.const 0x3a)) (then (return (i32.const 0))))
    (if (i32.gt_u (call $twoDigits (i32.load16_u offset=1 (local.get $at))) (i32.const 23)) (then (return (i32.const 0))))
    (if (i32.gt_u (call $twoDigits (i32.load16_u offset=4 (local.get $at))) (i32.const 59)) (then (return (i32.const 0))))
    (global.set $zone (i64.and (i64.load (local.get $at)) (i64.const 0xffffffffffff)))
    (i32.const 1))

  ;; The number of the two digits that are the lowest bytes of `bytes`; more than 99 where they are none.
  (func $twoDigits (param $bytes i32) (result i32)
    (local $tens i32) (local $ones i32)
    (local.set $tens (i32.sub (i32.and (local.get $bytes) (i32.const 0xff)) (i32.const 0x30)))
    (local.set $ones (i32.sub (i32.and (i32.shr_u (local.get $bytes) (i32.const 8)) (i32.const 0xff)) (i32.const 0x30)))
    (if (i32.or (i32.gt_u (local.get $tens) (i32.const 9)) (i32.gt_u (local.get $ones) (i32.const 9)))
      (then (return (i32.const 100))))
    (call $pair (local.get $tens) (local.get $ones)))

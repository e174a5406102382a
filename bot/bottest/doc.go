// Package bottest helps the tests of other packages: fakes of what package
// bot asks of the outside, and the suite that every store must pass.
//
// The fakes are made by hand: [Clock], [Assessor], [Drafter], [Directory], and
// [Messenger], a platform whose answers a test can script. [Options] and [Ladder]
// are settings as a firm has them. [StoreSuite] runs the promises of bot.Store
// against an implementation, and [ReadScript] reads the days of a firm from a
// file. Only tests import the package.
//
// All fakes are safe for concurrent use.
package bottest

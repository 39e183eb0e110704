using System.Globalization;
using Faultline.Tests.Ec2;

namespace Faultline.Tests.ZonalShift;

/// <summary>Practice runs and what is configured for them.</summary>
public sealed class PracticeTests
{
    private readonly ShiftRig rig = new();

    [Fact]
    public async Task A_practice_run_shifts_for_half_an_hour_and_succeeds()
    {
        var balancer = await rig.Balancer();
        await Refused("PracticeConfigurationDoesNotExist", () => rig.Run(balancer));
        await rig.Practise(balancer);
        var run = await rig.Run(balancer);
        Assert.Equal((rig.Now.AddMinutes(30), "ACTIVE"), (run.ExpiryTime!.Value, run.Status));
        Assert.Equal([rig.Zone], rig.Shifts.ShiftedAway(balancer.LoadBalancerArn!));
        Assert.Equal([$"{rig.Zone} ACTIVE PRACTICE_RUN PENDING"], await rig.List());
        rig.Now = run.ExpiryTime.Value;
        await rig.Shifts.Look(ShiftRig.Ct);
        Assert.Equal([$"{rig.Zone} EXPIRED PRACTICE_RUN SUCCEEDED"], await rig.List("EXPIRED"));
        Assert.Empty(rig.Shifts.ShiftedAway(balancer.LoadBalancerArn!));
    }

    [Fact]
    public async Task Who_shifts_himself_goes_before_practice()
    {
        var balancer = await rig.Balancer();
        await rig.Practise(balancer);
        var run = await rig.Run(balancer);
        Assert.Equal(run.ZonalShiftId, await Refused("ZonalShiftAlreadyExists", () => rig.Run(balancer)));
        var shift = await rig.Start(balancer, rig.OtherZone);
        Assert.Equal([rig.OtherZone], rig.Shifts.ShiftedAway(balancer.LoadBalancerArn!));
        Assert.Equal([$"{rig.Zone} CANCELED PRACTICE_RUN INTERRUPTED"], await rig.List("CANCELED"));
        Assert.Equal(
            shift.ZonalShiftId, await Refused("SimultaneousZonalShiftsConflict", () => rig.Run(balancer)));
        await ShiftRig.Refused(
            "ValidationException", "UnsupportedPracticeCancelShiftType", () => CancelRun(shift.ZonalShiftId!));
    }

    [Fact]
    public async Task A_practice_run_can_be_cancelled()
    {
        var balancer = await rig.Balancer();
        await rig.Practise(balancer);
        await CancelRun((await rig.Run(balancer)).ZonalShiftId!);
        await rig.Cancel((await rig.Run(balancer)).ZonalShiftId!);
        var ended = $"{rig.Zone} CANCELED PRACTICE_RUN INTERRUPTED";
        Assert.Equal([ended, ended], await rig.List("CANCELED"));
    }

    [Theory]
    [InlineData("2026-01-05T12:00", "2026-01-05", null, null, "PracticeInBlockedDates")]
    [InlineData("2026-01-05T12:00", "2026-01-06", null, null, null)]
    [InlineData("2026-01-05T12:00", null, "Mon:11:00-Mon:13:00", null, "PracticeInBlockedWindows")]
    [InlineData("2026-01-05T13:00", null, "Mon:11:00-Mon:13:00", null, null)]
    [InlineData("2026-01-04T00:30", null, "Sat:23:00-Sun:01:00", null, "PracticeInBlockedWindows")]
    [InlineData("2026-01-03T22:59", null, "Sat:23:00-Sun:01:00", null, null)]
    [InlineData("2026-01-05T12:00", null, null, "Mon:11:00-Mon:13:00", null)]
    [InlineData("2026-01-06T12:00", null, null, "Mon:11:00-Mon:13:00", "PracticeOutsideAllowedWindows")]
    public async Task A_run_begins_only_when_it_may(
        string hour, string? date, string? blocked, string? allowed, string? reason)
    {
        var balancer = await rig.Balancer();
        await rig.Practise(balancer, request =>
        {
            request.BlockedDates = date is null ? null : [date];
            request.BlockedWindows = blocked is null ? null : [blocked];
            request.AllowedWindows = allowed is null ? null : [allowed];
        });
        rig.Now = DateTimeOffset.Parse(hour + "Z", CultureInfo.InvariantCulture);
        if (reason is null)
        {
            await rig.Run(balancer);
        }
        else
        {
            await Refused(reason, () => rig.Run(balancer));
        }
    }

    [Theory]
    [InlineData("2026-02-30", null, null, "outcome", "InvalidPracticeBlocker")]
    [InlineData(null, "Mon:25:00-Mon:13:00", null, "outcome", "InvalidPracticeBlocker")]
    [InlineData(null, "Mon:13:00-Mon:13:00", null, "outcome", "InvalidPracticeBlocker")]
    [InlineData(null, null, "Mon:10:60-Mon:13:00", "outcome", "InvalidPracticeAllowedWindow")]
    [InlineData(null, "Mon:10:00-Mon:13:00", "Tue:10:00-Tue:13:00", "outcome", "InvalidPracticeWindows")]
    [InlineData(null, null, null, "", "InvalidAlarmCondition")]
    public async Task What_no_configuration_can_say_is_refused(
        string? date, string? blocked, string? allowed, string alarm, string reason)
    {
        var balancer = await rig.Balancer();
        await ShiftRig.Refused("ValidationException", reason, () => rig.Practise(balancer, request =>
        {
            request.OutcomeAlarms = [ShiftRig.Alarm(alarm)];
            request.BlockedDates = date is null ? null : [date];
            request.BlockedWindows = blocked is null ? null : [blocked];
            request.AllowedWindows = allowed is null ? null : [allowed];
        }));
        Assert.Null((await rig.Look(balancer)).PracticeRunConfiguration);
    }

    [Fact]
    public async Task A_configuration_is_changed_in_what_is_said_and_goes_with_autoshift()
    {
        var balancer = await rig.Balancer();
        await Refused("PracticeConfigurationDoesNotExist", () => Autoshift("ENABLED"));
        await Refused("PracticeConfigurationDoesNotExist", () => Update());
        await Refused("PracticeConfigurationDoesNotExist", Delete);
        await rig.Practise(balancer, request => request.BlockedDates = ["2026-01-05"]);
        await Refused("PracticeConfigurationAlreadyExists", () => rig.Practise(balancer));
        await Update();
        var shown = (await rig.Look(balancer)).PracticeRunConfiguration!;
        Assert.Equal("2026-01-05", Assert.Single(shown.BlockedDates!));
        Assert.EndsWith(":blocking", Assert.Single(shown.BlockingAlarms!).AlarmIdentifier, StringComparison.Ordinal);
        Assert.EndsWith(":outcome", Assert.Single(shown.OutcomeAlarms!).AlarmIdentifier, StringComparison.Ordinal);
        await Autoshift("ENABLED");
        Assert.Equal("ENABLED", (await rig.Look(balancer)).ZonalAutoshiftStatus);
        await Refused("AutoShiftEnabled", Delete);
        await Autoshift("DISABLED");
        await Delete();
        Assert.Null((await rig.Look(balancer)).PracticeRunConfiguration);

        async Task Autoshift(string status) => await rig.Shifts.UpdateZonalAutoshiftConfiguration(
            rig.Call("UpdateZonalAutoshiftConfiguration"),
            new() { ResourceIdentifier = balancer.LoadBalancerArn!, ZonalAutoshiftStatus = status },
            ShiftRig.Ct);
        async Task Update() => await rig.Shifts.UpdatePracticeRunConfiguration(
            rig.Call("UpdatePracticeRunConfiguration"),
            new() { ResourceIdentifier = balancer.LoadBalancerArn!, BlockingAlarms = [ShiftRig.Alarm("blocking")] },
            ShiftRig.Ct);
        async Task Delete() => await rig.Shifts.DeletePracticeRunConfiguration(
            rig.Call("DeletePracticeRunConfiguration"),
            new() { ResourceIdentifier = balancer.LoadBalancerArn! },
            ShiftRig.Ct);
    }

    [Fact]
    public async Task An_account_says_whether_it_hears_of_autoshifts()
    {
        Assert.Equal("DISABLED", await Status());
        await rig.Shifts.UpdateAutoshiftObserverNotificationStatus(
            rig.Call("UpdateAutoshiftObserverNotificationStatus"), new() { Status = "ENABLED" }, ShiftRig.Ct);
        Assert.Equal("ENABLED", await Status());
        Assert.Equal("DISABLED", await Status(Ec2Rig.Other));
        Assert.Empty((await rig.Shifts.ListAutoshifts(rig.Call("ListAutoshifts"), new(), ShiftRig.Ct)).Items!);

        async Task<string?> Status(string account = Ec2Call.Account) =>
            (await rig.Shifts.GetAutoshiftObserverNotificationStatus(
                rig.Call("GetAutoshiftObserverNotificationStatus", account), new(), ShiftRig.Ct)).Status;
    }

    private static Task<string?> Refused(string reason, Func<Task> act) =>
        ShiftRig.Refused("ConflictException", reason, act);

    private async Task CancelRun(string id) => await rig.Shifts.CancelPracticeRun(
        rig.Call("CancelPracticeRun"), new() { ZonalShiftId = id }, ShiftRig.Ct);
}

namespace Faultline.Drills.Runbooks.Chapters;

/// <summary>A zone is slow, or loses a share of what goes through it: checks may stay green.</summary>
internal static class ZoneGray
{
    private const string Id = "zone-gray";

    public static Chapter? Write(Architecture system)
    {
        var shifted = system.Balancers.Where(one => !one.IsClassic).ToList();
        return system.Zones.Count < 2 ? null : new(Id, "A zone turns gray")
        {
            Says = "A zone is slow or loses packets. Checks that pass now and then keep it in service, so nothing may "
                + "happen by itself: leave the zone first, look for the cause then.",
            Detections = [.. Detecting.Alarms(system), new("customers, or a canary in each zone", null,
                "health checks pass as long as one of a row does")],
            ByItself = ["Nothing, as long as health checks pass. Where they fail now and then, targets come and go."],
            Steps =
            [
                Zone(system),
                .. shifted.Select(Shift),
                .. system.Databases.Where(one => one.IsMultiAz).Select(Leave),
            ],
            Checks =
            [
                .. shifted.Select(Shifted),
                .. system.Databases.Where(one => one.IsMultiAz).Select(one => Looking.Database(one, Id)),
            ],
            Back = [.. shifted.Select(Return)],
        };
    }

    private static Step Zone(Architecture system) => new($"{Id}/which", "Say which zone it is.")
    {
        Commands =
        [
            $"ZONE={system.Zones[0].Id ?? system.Zones[0].Name}  # one of "
                + string.Join(", ", system.Zones.Select(one => one.Id ?? one.Name)),
        ],
    };

    private static Step Shift(Balancer one) => new(
        $"{Id}/shift/{one.Handle.LogicalId}",
        $"Lead the traffic of {one.Handle.Shown} away from the zone. The others carry it, so look at their load first.")
    {
        Commands =
        [
            .. one.Shifts ? Array.Empty<string>() :
            [
                $"aws elbv2 modify-load-balancer-attributes --load-balancer-arn {one.Handle.Typed} "
                    + "--attributes Key=zonal_shift.config.enabled,Value=true",
            ],
            $"aws arc-zonal-shift start-zonal-shift --resource-identifier {one.Handle.Typed} --away-from \"$ZONE\" "
                + "--expires-in 2h --comment 'the zone is gray'",
        ],
    };

    private static Step Leave(Database one) => new(
        $"{Id}/failover/{one.Handle.LogicalId}",
        $"If {one.Handle.Shown} is in the zone{(one.Zone is { } zone ? $" (it was in {zone})" : "")}, make it "
            + "fail over.")
    {
        Commands = [$"aws rds reboot-db-instance --db-instance-identifier {one.Handle.Typed} --force-failover"],
    };

    private static Step Shifted(Balancer one) => new(
        $"{Id}/look/{one.Handle.LogicalId}", $"The shift of {one.Handle.Shown} is active.")
    {
        Commands =
        [
            $"aws arc-zonal-shift list-zonal-shifts --resource-identifier {one.Handle.Typed} --status ACTIVE "
                + "--query 'items[].[zonalShiftId,awayFrom,expiryTime]' --output text",
        ],
    };

    private static Step Return(Balancer one) => new(
        $"{Id}/return/{one.Handle.LogicalId}",
        $"When the zone has been well for a while, let {one.Handle.Shown} use it again. A shift also ends when it "
            + "expires.")
    {
        Commands =
        [
            $"aws arc-zonal-shift cancel-zonal-shift --zonal-shift-id \"$(aws arc-zonal-shift list-zonal-shifts "
                + $"--resource-identifier {one.Handle.Typed} --status ACTIVE --query 'items[0].zonalShiftId' "
                + "--output text)\"",
        ],
    };
}

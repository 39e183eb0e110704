namespace Faultline.Kernel.Places;

/// <summary>
/// The names that an account has for the zones of a region. A zone's id is the same for everybody; its name is
/// shuffled for each account, so that "the first zone" is another one for each ("Availability Zone IDs" in the AWS RAM
/// user guide). The account seeds the shuffle: it always comes out the same.
/// </summary>
public static class ZoneNames
{
    /// <summary>The account's name for the zone.</summary>
    public static string NameOf(string account, Domain zone)
    {
        var order = Shuffled(account, zone.Region!);
        return zone.Region!.Name + (char)('a' + Array.IndexOf(order, zone));
    }

    /// <summary>The zone that the account calls by that name, or that has that id; null when there is none.</summary>
    public static Domain? Find(string account, Domain region, string name)
    {
        foreach (var zone in region.Children)
        {
            if (zone.Name == name)
            {
                return zone;
            }
        }

        var order = Shuffled(account, region);
        return name.Length == region.Name.Length + 1
            && name.StartsWith(region.Name, StringComparison.Ordinal)
            && name[^1] - 'a' is >= 0 and var index
            && index < order.Length
            ? order[index]
            : null;
    }

    private static Domain[] Shuffled(string account, Domain region)
    {
        var dice = new Dice(0).Fork($"zones of {region.Name} for {account}");
        var order = region.Children.ToArray();
        for (var last = order.Length - 1; last > 0; last--)
        {
            var other = dice.Below(last + 1);
            (order[last], order[other]) = (order[other], order[last]);
        }

        return order;
    }
}

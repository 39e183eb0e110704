using Faultline.Api.Rds;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Services.Rds.Parameters;
using Faultline.Store;

namespace Faultline.Services.Rds.Keeping;

/// <summary>How instances are written down. Field numbers are on people's disks.</summary>
internal static class InstanceEntry
{
    public static void Write(EntryWriter entry, InstanceRow row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        Structure.Write(entry, 3, row.Shown);
        entry.Whole(4, row.Major);
        Write(entry, 5, row.Seed);
        entry.Text(6, row.AdminPassword);
        entry.Text(7, row.Password);
        row.Members.ForEach(member => Write(entry, 8, member));
        entry.Whole(9, row.NextMember);
        entry.Text(10, row.Writer);
        Write(entry, 11, row.Follows);
        row.Followers.ForEach(follower => Write(entry, 12, follower));
        row.InForce.Write(entry, 13);
        entry.Whole(14, row.Restarts);
        entry.Whole(15, row.Failovers);
        entry.Flag(16, row.IsStopped);
        entry.Flag(17, row.IsMade);
        entry.Flag(18, row.AppliesNow);
        entry.Time(19, row.Due);
        entry.Whole(20, row.Heard);
        entry.Text(21, row.Announces);
        entry.Text(22, row.FinalSnapshot);
        entry.Flag(23, row.KeepsBackups);
        entry.Time(24, row.Grown);
        entry.Flag(25, row.IsPromoted);
        row.Finishes.ForEach(message => entry.Text(26, message));
        entry.Time(27, row.LowSince);
        entry.Whole(28, row.Exhausted);
        entry.Flag(29, row.IsShut);
        entry.Text(30, row.Hindrance);
    }

    public static InstanceRow Read(EntryReader entry)
    {
        var row = new InstanceRow("", "", new());
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Shown = Structure.Read<DBInstance>(entry) },
                4 => row with { Major = (int)entry.Whole() },
                5 => row with { Seed = ReadSeed(entry.Nested()) },
                6 => row with { AdminPassword = entry.Text() },
                7 => row with { Password = entry.Text() },
                8 => row with { Members = [.. row.Members, ReadMember(entry.Nested())] },
                9 => row with { NextMember = (int)entry.Whole() },
                10 => row with { Writer = entry.Text() },
                11 => row with { Follows = ReadFollowing(entry.Nested()) },
                12 => row with { Followers = [.. row.Followers, ReadFollower(entry.Nested())] },
                _ => ReadProgress(entry, field, row),
            };
        }

        return row;
    }

    private static InstanceRow ReadProgress(EntryReader entry, int field, InstanceRow row) => field switch
    {
        13 => row with { InForce = InForce.Read(entry) },
        14 => row with { Restarts = (int)entry.Whole() },
        15 => row with { Failovers = (int)entry.Whole() },
        16 => row with { IsStopped = entry.Flag() },
        17 => row with { IsMade = entry.Flag() },
        18 => row with { AppliesNow = entry.Flag() },
        19 => row with { Due = entry.Time() },
        20 => row with { Heard = entry.Whole() },
        21 => row with { Announces = entry.Text() },
        22 => row with { FinalSnapshot = entry.Text() },
        23 => row with { KeepsBackups = entry.Flag() },
        24 => row with { Grown = entry.Time() },
        25 => row with { IsPromoted = entry.Flag() },
        26 => row with { Finishes = [.. row.Finishes, entry.Text()] },
        27 => row with { LowSince = entry.Time() },
        28 => row with { Exhausted = (int)entry.Whole() },
        29 => row with { IsShut = entry.Flag() },
        30 => row with { Hindrance = entry.Text() },
        _ => row,
    };

    private static void Write(EntryWriter entry, int field, ClusterSeed seed)
    {
        using (entry.Nest(field))
        {
            entry.Text(1, seed.GetType().Name);
            if (seed is ClusterSeed.Backup backup)
            {
                entry.Text(2, backup.Key);
                entry.Text(3, backup.Archive);
                entry.Time(4, backup.Until);
            }
        }
    }

    private static ClusterSeed ReadSeed(EntryReader entry)
    {
        ClusterSeed seed = new ClusterSeed.Empty();
        while (entry.Next(out var field))
        {
            seed = (field, seed) switch
            {
                (1, _) => entry.Text() switch
                {
                    nameof(ClusterSeed.Backup) => new ClusterSeed.Backup(""),
                    nameof(ClusterSeed.Source) => new ClusterSeed.Source(),
                    _ => seed,
                },
                (2, ClusterSeed.Backup backup) => backup with { Key = entry.Text() },
                (3, ClusterSeed.Backup backup) => backup with { Archive = entry.Text() },
                (4, ClusterSeed.Backup backup) => backup with { Until = entry.Time() },
                _ => seed,
            };
        }

        return seed;
    }

    private static void Write(EntryWriter entry, int field, Member member)
    {
        using (entry.Nest(field))
        {
            entry.Text(1, member.Key);
            entry.Text(2, member.Zone);
            entry.Text(3, member.Host);
            entry.Text(4, member.Address);
            entry.Text(5, member.Subnet);
        }
    }

    private static Member ReadMember(EntryReader entry)
    {
        var member = new Member("", "", "", "");
        while (entry.Next(out var field))
        {
            member = field switch
            {
                1 => member with { Key = entry.Text() },
                2 => member with { Zone = entry.Text() },
                3 => member with { Host = entry.Text() },
                4 => member with { Address = entry.Text() },
                5 => member with { Subnet = entry.Text() },
                _ => member,
            };
        }

        return member;
    }

    private static void Write(EntryWriter entry, int field, Following? following)
    {
        if (following is not null)
        {
            using (entry.Nest(field))
            {
                entry.Text(1, following.Region);
                entry.Text(2, following.Cluster);
                entry.Text(3, following.Slot);
            }
        }
    }

    private static Following ReadFollowing(EntryReader entry)
    {
        var following = new Following("", "", "");
        while (entry.Next(out var field))
        {
            following = field switch
            {
                1 => following with { Region = entry.Text() },
                2 => following with { Cluster = entry.Text() },
                3 => following with { Slot = entry.Text() },
                _ => following,
            };
        }

        return following;
    }

    private static void Write(EntryWriter entry, int field, Follower follower)
    {
        using (entry.Nest(field))
        {
            entry.Text(1, follower.Region);
            entry.Text(2, follower.Instance);
            entry.Text(3, follower.Slot);
            entry.Text(4, follower.Arn);
        }
    }

    private static Follower ReadFollower(EntryReader entry)
    {
        var follower = new Follower("", "", "", "");
        while (entry.Next(out var field))
        {
            follower = field switch
            {
                1 => follower with { Region = entry.Text() },
                2 => follower with { Instance = entry.Text() },
                3 => follower with { Slot = entry.Text() },
                4 => follower with { Arn = entry.Text() },
                _ => follower,
            };
        }

        return follower;
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Faultline.Engines.Balancer.Config;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Targets;

/// <summary>A target as one node knows it: how it does, and the connections to it.</summary>
internal sealed class Member
{
    private int outstanding;
    private int requests;
    private int failures;
    private long given;

    /// <param name="zone">That of the node.</param>
    public Member(TargetConfig config, string zone)
    {
        Config = config;
        Token = TokenOf(config.Key);
        Apply(config, zone);
    }

    public TargetConfig Config { get; private set; }

    /// <summary>Stands on the way to it, for connections that are open.</summary>
    public Gate Gate { get; } = new();

    /// <summary>Stands for its key where that is too long or too telling.</summary>
    public ulong Token { get; }

    public Health Health { get; set; } = Health.Unknown;

    /// <summary>When it became healthy, in milliseconds of the node's clock; it was not before.</summary>
    public long HealthySince { get; set; }

    public Pool Pool { get; } = new();

    public Sessions Sessions { get; } = new();

    /// <summary>What is under way with it.</summary>
    public int Outstanding => Volatile.Read(ref outstanding);

    /// <summary>How much of its share it gets when its errors stand out, in per cent.</summary>
    public int Share { get; set; } = 100;

    public void Apply(TargetConfig config, string zone)
    {
        Config = config;
        Gate.IsShut = config.CutFrom.Contains(zone);
    }

    /// <summary>What it did since somebody last asked.</summary>
    public (int Requests, int Failures) TakeSeen() =>
        (Interlocked.Exchange(ref requests, 0), Interlocked.Exchange(ref failures, 0));

    /// <summary>How many requests, or connections of layer 4, it was given. Only ever grows.</summary>
    public long Given => Interlocked.Read(ref given);

    public void Answered(int status)
    {
        Interlocked.Increment(ref requests);
        if (status >= 500)
        {
            Interlocked.Increment(ref failures);
        }
    }

    public void Failed()
    {
        Interlocked.Increment(ref requests);
        Interlocked.Increment(ref failures);
    }

    public static ulong TokenOf(string key) =>
        BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public void Begin()
    {
        Interlocked.Increment(ref outstanding);
        Interlocked.Increment(ref given);
    }

    public void End() => Interlocked.Decrement(ref outstanding);
}

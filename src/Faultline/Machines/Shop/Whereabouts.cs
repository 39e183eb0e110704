namespace Faultline.Machines.Shop;

/// <summary>
/// Where the database is. The settings say so; a parameter of Systems Manager may say otherwise later, after a restore.
/// While it cannot be read, what was known before holds: the shop does not need the parameter in order to go on.
/// </summary>
internal sealed class Whereabouts(ShopSettings settings, Func<string, string?> variable, TimeProvider clock)
{
    private static readonly TimeSpan lookEvery = TimeSpan.FromSeconds(5);

    private readonly Lazy<JsonCalls> calls = new(() => JsonCalls.OfSsm(variable, clock));
    private volatile string host = settings.Host;

    public string Host => host;

    /// <summary>Looks from now on, as long as the process lives; before that once, if that can be.</summary>
    public void Begin()
    {
        if (settings.HostParameter is not { } name)
        {
            return;
        }

        Look(name);
        new Thread(() =>
        {
            while (true)
            {
                Thread.Sleep(lookEvery);
                Look(name);
            }
        }) { IsBackground = true }.UnsafeStart();
    }

    private void Look(string name)
    {
        try
        {
            using var answer = calls.Value.Call("AmazonSSM.GetParameter", $"{{\"Name\":{Answer.Quoted(name)}}}");
            var told = answer.RootElement.GetProperty("Parameter").GetProperty("Value").GetString();
            if (told is { Length: > 0 } && told != host)
            {
                Say.Line($"The database is at {told} now.");
                host = told;
            }
        }
        catch (Away away)
        {
            Say.Error($"{name} cannot be read; the database is thought to be at {host}: {away.Message}");
        }
    }
}

namespace Faultline.Engines.Postgres;

/// <summary>What a server is made with, once.</summary>
/// <param name="Major">The version of PostgreSQL that its data are for.</param>
/// <param name="Admin">The name of our own superuser in it.</param>
/// <param name="Password">The password of that superuser, which also replicates.</param>
public sealed record NewServer(int Major, string Admin, string Password)
{
    /// <summary>The encoding is UTF-8; this is how text is sorted.</summary>
    public string Locale { get; init; } = "C.UTF-8";
}

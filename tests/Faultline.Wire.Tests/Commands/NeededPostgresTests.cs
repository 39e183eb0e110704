using Faultline.Commands;
using Faultline.Commands.Drills;

namespace Faultline.Wire.Tests.Commands;

/// <summary>What a drill with databases does on a machine without PostgreSQL: one whose programs are scripts of ours.
/// </summary>
public sealed class NeededPostgresTests : IDisposable
{
    private readonly string machine = Directory.CreateTempSubdirectory("faultline-machine-").FullName;

    private string Asked => File.Exists(Here("asked")) ? File.ReadAllText(Here("asked")) : "";

    public void Dispose() => Directory.Delete(machine, recursive: true);

    [Theory]
    [InlineData("apt-get", "update -q\ninstall -qy --no-install-recommends postgresql\n", "apt-get install postgresql")]
    [InlineData("dnf", "install -qy postgresql-server\n", "dnf install postgresql-server")]
    public void Root_has_it_installed_and_is_told(string manager, string asked, string said)
    {
        Install(manager, """case "$*" in *install*) touch "$(dirname "$0")/postgres";; esac""");
        using var told = new StringWriter();
        Needed(mayInstall: true).Have(told);
        Assert.Equal(asked, Asked);
        Assert.Equal(
            $"faultline: the drill has databases; PostgreSQL is installed once, by `{said}`.", told.ToString().Trim());
    }

    [Fact]
    public void Where_it_is_there_nobody_is_asked()
    {
        Install("apt-get", "true");
        File.WriteAllText(Here("postgres"), "");
        using var told = new StringWriter();
        Needed(mayInstall: true).Have(told);
        Assert.Equal(("", ""), (Asked, told.ToString()));
    }

    [Theory]
    [InlineData("apt-get", "install the package postgresql (as root: `apt-get install postgresql`)")]
    [InlineData("dnf", "install the package postgresql-server (as root: `dnf install postgresql-server`)")]
    [InlineData(null, "install the package postgresql, ")]
    public void Whoever_may_not_install_is_told_what_to_run(string? manager, string says)
    {
        if (manager is not null)
        {
            Install(manager, "true");
        }

        using var told = new StringWriter();
        var refused = Assert.Throws<Refused>(() => Needed(mayInstall: manager is null).Have(told));
        Assert.Contains(says, Assert.Single(refused.Reasons), StringComparison.Ordinal);
        Assert.EndsWith("Nothing was started.", refused.Reasons[0], StringComparison.Ordinal);
        Assert.Equal(("", ""), (Asked, told.ToString()));
    }

    [Theory]
    [InlineData("""case "$*" in update*) exit 1;; esac""", "update -q\n")]
    [InlineData("""case "$*" in install*) exit 100;; esac""", null)]
    public void What_cannot_be_installed_is_not_begun_with(string script, string? asked)
    {
        Install("apt-get", script);
        using var told = new StringWriter();
        var refused = Assert.Throws<Refused>(() => Needed(mayInstall: true).Have(told));
        Assert.Equal(
            "PostgreSQL could not be installed; `apt-get install postgresql` says why. Nothing was started.",
            refused.Message);
        Assert.Equal(asked ?? "update -q\ninstall -qy --no-install-recommends postgresql\n", Asked);
    }

    [Fact]
    public void A_system_whose_package_is_too_old_is_told_where_newer_ones_are()
    {
        Install("apt-get", "true");
        using var told = new StringWriter();
        var refused = Assert.Throws<Refused>(() => Needed(mayInstall: true).Have(told));
        Assert.Equal(
            "what `apt-get install postgresql` installs is no PostgreSQL of version 15 or newer: "
            + "https://www.postgresql.org/download has packages for this system. Nothing was started.",
            refused.Message);
    }

    private NeededPostgres Needed(bool mayInstall) => new(
        () => File.Exists(Here("postgres")), name => File.Exists(Here(name)) ? Here(name) : null, mayInstall);

    private string Here(string name) => Path.Combine(machine, name);

    /// <summary>A program that notes what it is asked, and then does as the script says.</summary>
    private void Install(string name, string script)
    {
        File.WriteAllText(Here(name), $"#!/bin/sh\necho \"$*\" >> \"$(dirname \"$0\")/asked\"\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Here(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}

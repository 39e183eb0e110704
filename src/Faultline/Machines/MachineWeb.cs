namespace Faultline.Machines;

/// <summary>
/// The program of the built-in image <c>faultline/web</c>, which an instance runs as a process of its own. It loads
/// neither Kestrel nor JSON nor the commands, so that it listens as soon as the runtime is there.
/// </summary>
internal static class MachineWeb
{
    public const string Name = "machine-web";

    private const string Image = "faultline/web";
    private const int Failed = 1;
    private const int Misused = 2;

    public static int Run()
    {
        var settings = WebSettings.Read(Environment.GetEnvironmentVariable, out var wrong);
        if (wrong.Count > 0)
        {
            foreach (var problem in wrong)
            {
                Say.Error($"{Image}: {problem}");
            }

            return Misused;
        }

        using var socket = Doorway.Open(Image, settings.Address, settings.Port);
        if (socket is null)
        {
            return Failed;
        }

        Doorway.Serve(Image, socket, new WebPages(settings, Edge.Clock), settings.LogsRequests);
        return 0;
    }
}

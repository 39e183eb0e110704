using System.Globalization;
using System.Text;

namespace Faultline.Machines;

/// <summary>What the web program answers. It shows who answered, and can be made ill, slow and busy.</summary>
internal sealed class WebPages(WebSettings settings, TimeProvider clock) : IPages
{
    private const int SlowMsMax = 300_000;
    private const int CpuMsMax = 60_000;

    private readonly string whoHeaders = Machines.Answer.Who(settings.Instance, settings.Zone);

    private long requests;
    private volatile bool fails;

    public TimeProvider Clock => clock;

    public int BodyBytesWanted => 0;

    public Answer Answer(RequestHead request, byte[] body)
    {
        var number = Interlocked.Increment(ref requests);
        try
        {
            return To(request, number) with { Headers = whoHeaders };
        }
        catch (FormatException wrong)
        {
            return new(400, $"{wrong.Message}\n") { Headers = whoHeaders };
        }
        catch (NotSupportedException missing)
        {
            return new(501, $"{missing.Message}\n") { Headers = whoHeaders };
        }
        catch (Away away)
        {
            return new(503, $"{away.Message}\n") { Headers = whoHeaders };
        }
        catch (Exception trouble)
        {
            return new(500, $"{trouble.Message}\n") { Headers = whoHeaders };
        }
    }

    private Answer To(RequestHead request, long number)
    {
        switch (request.Path)
        {
            case "/":
                return Machines.Answer.Json(
                    $"{{\"instance\":{Machines.Answer.Quoted(settings.Instance)},"
                    + $"\"zone\":{Machines.Answer.Quoted(settings.Zone)},"
                    + $"\"version\":{Machines.Answer.Quoted(settings.Version)},"
                    + $"\"requests\":{number.ToString(CultureInfo.InvariantCulture)}}}");
            case "/health":
                return fails ? new(503, "This instance was told to fail; /heal ends that.\n") : new(200, "ok\n");
            case "/fail":
                fails = true;
                return new(200, "/health answers 503 until /heal.\n");
            case "/heal":
                fails = false;
                return new(200, "/health answers 200.\n");
            case "/slow":
                var ms = request.Number("ms", SlowMsMax);
                Thread.Sleep(ms);
                return new(200, $"Waited {ms} ms.\n");
            case "/cpu":
                return Burn(TimeSpan.FromMilliseconds(request.Number("ms", CpuMsMax)));
            case "/headers":
                return Echo(request);
            case "/count":
                return Count(request.Method);
            case var path when path.StartsWith("/status/", StringComparison.Ordinal):
                return Status(path["/status/".Length..]);
            default:
                return new(
                    404,
                    "There is no such page. There are /, /health, /fail, /heal, /slow?ms=N, /cpu?ms=N, /status/CODE,"
                    + " /headers and /count.\n");
        }
    }

    private static Answer Echo(RequestHead request)
    {
        var into = new StringBuilder("{");
        foreach (var (name, value) in request.Headers)
        {
            into.Append(into.Length > 1 ? "," : "");
            into.Append(Machines.Answer.Quoted(name)).Append(':').Append(Machines.Answer.Quoted(value));
        }

        return Machines.Answer.Json(into.Append('}').ToString());
    }

    private static Answer Status(string code) =>
        int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
        && status is >= 200 and < 600
            ? new(status, $"You asked for {status}.\n")
            : throw new FormatException("Say which status: /status/CODE, with CODE from 200 to 599.");

    private Answer Burn(TimeSpan span)
    {
        var began = clock.GetTimestamp();
        while (clock.GetElapsedTime(began) < span)
        {
            Thread.SpinWait(1000);
        }

        return new(200, $"Burned {span.TotalMilliseconds} ms of CPU.\n");
    }

    private Answer Count(string method)
    {
        if (method is not ("GET" or "HEAD" or "POST"))
        {
            return new(405, "GET /count reads the counter, POST /count counts one up.\n");
        }

        var count = method == "POST" ? settings.Counter.Add() : settings.Counter.Read();
        return Machines.Answer.Json(
            $"{{\"count\":{count.ToString(CultureInfo.InvariantCulture)},"
            + $"\"kept\":{Machines.Answer.Quoted(settings.Counter.Where)}}}");
    }
}
